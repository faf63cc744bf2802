"""The repairs and suggestions of a report written into the sheet."""
