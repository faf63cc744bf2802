"""pandas, by openpyxl: the texts of a sheet."""

import json
import sys

import pandas

frame = pandas.read_excel(sys.argv[1], sheet_name=sys.argv[2], header=None, dtype=object, engine="openpyxl")
print(json.dumps([[None if pandas.isna(one) else str(one) for one in row] for row in frame.values.tolist()]))
