"""polars, by fastexcel: the texts of a sheet."""

import json
import sys

import polars

frame = polars.read_excel(sys.argv[1], sheet_name=sys.argv[2], has_header=False, infer_schema_length=0)
print(json.dumps([[None if one is None else str(one) for one in row] for row in frame.rows()]))
