"""Lambda: what the portal reads."""
