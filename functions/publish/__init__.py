"""Lambda: from a validated configuration to what is live."""
