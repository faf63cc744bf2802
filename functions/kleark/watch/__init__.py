"""The standing check: whether what is live is still right, on all the days on which nobody uploads."""
