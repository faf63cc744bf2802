"""What the portal reads, over HTTP."""
