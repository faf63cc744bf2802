"""Lambda: the municipal admin's page."""
