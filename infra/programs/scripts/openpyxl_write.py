"""openpyxl."""

import datetime as dt
import json
import sys

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

given, output = json.load(open(sys.argv[1])), sys.argv[2]
book = openpyxl.Workbook()
if given["since1904"]:
    book.epoch = CALENDAR_MAC_1904
sheet = book.active
sheet.title = given["sheet"]
cannot = []
for one in given["cells"]:
    cell = sheet.cell(one["row"], one["column"])
    kind, value = one["kind"], one["value"]
    if kind in ("text", "number", "boolean"):
        cell.value = value
    elif kind == "date":
        cell.value = dt.date.fromisoformat(value)
    elif kind == "datetime":
        cell.value = dt.datetime.fromisoformat(value)
    elif kind == "midnight":
        # A moment with a time zone is refused when it saves.
        cannot.append(one["property"])
        cell.value = dt.date.fromisoformat(value)
    elif kind == "link":
        cell.value = value
        cell.hyperlink = one["target"]
    elif kind == "formula":
        cell.value = "=" + value
    elif kind == "rich":
        cell.value = CellRichText(TextBlock(InlineFont(b=True), value[0]), value[1])
    if "format" in one:
        cell.number_format = one["format"]
if "merged" in given:
    top, left, bottom, right = given["merged"]
    sheet.merge_cells(None, top, left, bottom, right)
    sheet.row_dimensions[given["hiddenRow"]].hidden = True
    sheet.column_dimensions[openpyxl.utils.get_column_letter(given["hiddenColumn"])].hidden = True
    for name, state in given["hiddenSheets"]:
        other = book.create_sheet(name)
        other["A1"] = "FASIT"
        other.sheet_state = state
    row, column, text = given["comment"]
    sheet.cell(row, column).comment = Comment(text, "Kommunen")
    top, left, bottom, right, values = given["validation"]
    rule = DataValidation(type="list", formula1='"' + ",".join(values) + '"')
    letter = openpyxl.utils.get_column_letter(left)
    rule.add(f"{letter}{top}:{letter}{bottom}")
    sheet.add_data_validation(rule)
    top, left, bottom, right = given["filter"]
    sheet.auto_filter.ref = f"{sheet.cell(top, left).coordinate}:{sheet.cell(bottom, right).coordinate}"
    sheet.cell(*given["struck"]).font = Font(strike=True)
if "table" in given:
    top, left, bottom, right = given["table"]
    area = f"{sheet.cell(top, left).coordinate}:{sheet.cell(bottom, right).coordinate}"
    sheet.add_table(Table(displayName="Tabel1", ref=area))
book.save(output)
print(json.dumps({"cannot": cannot}))
