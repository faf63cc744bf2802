"""pylightxl: the texts of a sheet."""

import json
import sys

import pylightxl

sheet = pylightxl.readxl(sys.argv[1]).ws(sys.argv[2])
print(json.dumps([[str(one) for one in row] for row in sheet.rows]))
