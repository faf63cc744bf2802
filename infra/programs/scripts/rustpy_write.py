"""rustpy-xlsxwriter, which is the crate rust_xlsxwriter for Python."""

import json
import sys

from frame_columns import columns
from rustpy_xlsxwriter import write_worksheet

given, header, table, cannot = columns(
    sys.argv[1], {4: ("date", "text"), 7: ("text", "number"), 5: ("boolean",)}
)
names = list(table)
records = [dict(zip(names, row, strict=True)) for row in zip(*table.values(), strict=True)]
write_worksheet(
    records, sys.argv[2], sheet_name=given["sheet"], header_row=header - 1, datetime_format="dd-mm-yyyy"
)
print(json.dumps({"cannot": [*cannot, "filter", "date-hides-zero", "date-long", "phone-format"]}))
