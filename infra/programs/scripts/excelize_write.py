"""excelize, the Go library, as its package for Python."""

import datetime as dt
import json
import sys
from zoneinfo import ZoneInfo

import excelize

given, output = json.load(open(sys.argv[1])), sys.argv[2]
book = excelize.new_file()
book.set_sheet_name("Sheet1", given["sheet"])
name = given["sheet"]
cannot = ["date-1904"] if given["since1904"] else []


def address(row, column):
    return excelize.coordinates_to_cell_name(column, row, False)


for one in given["cells"]:
    cell, kind, value = address(one["row"], one["column"]), one["kind"], one["value"]
    if kind in ("text", "number", "boolean"):
        book.set_cell_value(name, cell, value)
    elif kind == "date":
        book.set_cell_value(name, cell, dt.date.fromisoformat(value))
    elif kind == "datetime":
        book.set_cell_value(name, cell, dt.datetime.fromisoformat(value))
    elif kind == "midnight":
        book.set_cell_value(
            name, cell, dt.datetime.fromisoformat(value).replace(tzinfo=ZoneInfo("Europe/Copenhagen"))
        )
    elif kind == "link":
        book.set_cell_value(name, cell, value)
        book.set_cell_hyperlink(name, cell, one["target"], "External")
    elif kind == "formula":
        book.set_cell_formula(name, cell, value)
    elif kind == "rich":
        runs = [
            excelize.RichTextRun(font=excelize.Font(bold=True), text=value[0]),
            excelize.RichTextRun(text=value[1]),
        ]
        book.set_cell_rich_text(name, cell, runs)
    style = excelize.Style(custom_num_fmt=one["format"]) if "format" in one else None
    if given.get("struck") == [one["row"], one["column"]]:
        style = excelize.Style(font=excelize.Font(strike=True))
    if style:
        book.set_cell_style(name, cell, cell, book.new_style(style))
if "merged" in given:
    top, left, bottom, right = given["merged"]
    book.merge_cell(name, address(top, left), address(bottom, right))
    book.set_row_visible(name, given["hiddenRow"], False)
    letter = excelize.column_number_to_name(given["hiddenColumn"])
    book.set_col_visible(name, letter, False)
    for other, state in given["hiddenSheets"]:
        book.new_sheet(other)
        book.set_cell_value(other, "A1", "FASIT")
        book.set_sheet_visible(other, False, state == "veryHidden")
    row, column, text = given["comment"]
    book.add_comment(name, excelize.Comment(cell=address(row, column), author="Kommunen", text=text))
    top, left, bottom, right, values = given["validation"]
    quoted = '"' + ",".join(values) + '"'
    rule = excelize.DataValidation(
        type="list", formula1=quoted, sqref=f"{address(top, left)}:{address(bottom, right)}"
    )
    book.add_data_validation(name, rule)
    top, left, bottom, right = given["filter"]
    book.auto_filter(name, f"{address(top, left)}:{address(bottom, right)}", [])
if "table" in given:
    top, left, bottom, right = given["table"]
    area = f"{address(top, left)}:{address(bottom, right)}"
    book.add_table(name, excelize.Table(range=area, name="Tabel1"))
book.save_as(output)
book.close()
print(json.dumps({"cannot": cannot}))
