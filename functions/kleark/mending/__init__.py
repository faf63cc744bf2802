"""Writing changes into a workbook, and leaving all else in it as it was."""
