"""The admin's own workbook with the report in it."""
