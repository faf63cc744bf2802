"""Write the repairs and suggestions of a report into the sheet."""
