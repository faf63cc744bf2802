"""polars, by XlsxWriter."""

import json
import sys

import polars
from frame_columns import columns

given, header, table, cannot = columns(sys.argv[1], {4: ("date",), 5: ("boolean",)})
frame = polars.DataFrame(table, strict=False)
frame.write_excel(sys.argv[2], given["sheet"], position=(header - 1, 0))
print(json.dumps({"cannot": [*cannot, "date-hides-zero", "date-long"]}))
