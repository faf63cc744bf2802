"""pandas, by openpyxl, which it takes where XlsxWriter is not installed."""

import json
import sys

import pandas
from frame_columns import columns

# A column of objects takes values of any kind.
given, header, table, cannot = columns(
    sys.argv[1],
    {
        4: ("date", "text"),
        7: ("text", "number"),
        5: ("boolean",),
        6: ("text", "formula"),
        8: ("text", "formula"),
    },
)
frame = pandas.DataFrame({name: pandas.Series(values, dtype=object) for name, values in table.items()})
formulas = {one["value"] for one in given["cells"] if one["kind"] == "formula"}
frame = frame.map(lambda value: "=" + value if isinstance(value, str) and value in formulas else value)
with pandas.ExcelWriter(sys.argv[2], engine="openpyxl") as writer:
    frame.to_excel(writer, sheet_name=given["sheet"], index=False, startrow=header - 1)
print(json.dumps({"cannot": [*cannot, "filter", "date-hides-zero", "date-long", "phone-format"]}))
