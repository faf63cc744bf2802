"""Lambda: deletes sheets that must not be kept."""
