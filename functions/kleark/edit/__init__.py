"""Change single cells and rows of a sheet, as somebody asked for: the sheet becomes a new version of itself."""
