"""XlsxWriter."""

import datetime as dt
import json
import sys
from zoneinfo import ZoneInfo

import xlsxwriter

given, output = json.load(open(sys.argv[1])), sys.argv[2]
book = xlsxwriter.Workbook(output, {"date_1904": given["since1904"], "strings_to_urls": False})
sheet = book.add_worksheet(given["sheet"])
struck = given.get("struck")
cannot = []
for one in given["cells"]:
    row, column, kind, value = one["row"] - 1, one["column"] - 1, one["kind"], one["value"]
    how = {"num_format": one["format"]} if "format" in one else {}
    if struck == [one["row"], one["column"]]:
        how["font_strikeout"] = True
    style = book.add_format(how) if how else None
    if kind == "text":
        sheet.write_string(row, column, value, style)
    elif kind == "number":
        sheet.write_number(row, column, value, style)
    elif kind == "boolean":
        sheet.write_boolean(row, column, value, style)
    elif kind == "date":
        sheet.write_datetime(row, column, dt.date.fromisoformat(value), style)
    elif kind == "datetime":
        sheet.write_datetime(row, column, dt.datetime.fromisoformat(value), style)
    elif kind == "midnight":
        moment = dt.datetime.fromisoformat(value).replace(tzinfo=ZoneInfo("Europe/Copenhagen"))
        try:
            sheet.write_datetime(row, column, moment, style)
        except TypeError:
            cannot.append(one["property"])
            sheet.write_datetime(row, column, dt.date.fromisoformat(value), style)
    elif kind == "link":
        if one["target"].startswith("www."):
            # It knows addresses by their scheme; any other would be a place in the workbook.
            cannot.append(one["property"])
            sheet.write_url(row, column, "https://" + one["target"], style, value)
        else:
            sheet.write_url(row, column, one["target"], style, value)
    elif kind == "formula":
        sheet.write_formula(row, column, "=" + value, style)
    elif kind == "rich":
        sheet.write_rich_string(row, column, book.add_format({"bold": True}), value[0], value[1])
if "merged" in given:
    top, left, bottom, right = (at - 1 for at in given["merged"])
    sheet.merge_range(top, left, bottom, right, given["cells"][0]["value"])
    sheet.set_row(given["hiddenRow"] - 1, None, None, {"hidden": True})
    sheet.set_column(given["hiddenColumn"] - 1, given["hiddenColumn"] - 1, None, None, {"hidden": True})
    for name, state in given["hiddenSheets"]:
        other = book.add_worksheet(name)
        other.write_string(0, 0, "FASIT")
        other.hide() if state == "hidden" else other.very_hidden()
    row, column, text = given["comment"]
    sheet.write_comment(row - 1, column - 1, text, {"author": "Kommunen"})
    top, left, bottom, right, values = given["validation"]
    sheet.data_validation(top - 1, left - 1, bottom - 1, right - 1, {"validate": "list", "source": values})
    sheet.autofilter(*(at - 1 for at in given["filter"]))
if "table" in given:
    headers = [{"header": one["value"]} for one in given["cells"] if one["row"] == given["table"][0]]
    sheet.add_table(*(at - 1 for at in given["table"]), {"name": "Tabel1", "columns": headers})
book.close()
print(json.dumps({"cannot": cannot}))
