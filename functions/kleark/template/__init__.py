"""The workbook that an admin starts from."""
