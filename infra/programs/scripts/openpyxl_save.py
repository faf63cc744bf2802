"""openpyxl: opened, and saved again."""

import sys

import openpyxl

openpyxl.load_workbook(sys.argv[1], rich_text=True).save(sys.argv[2])
