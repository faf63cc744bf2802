"""pylightxl: opened, and saved again."""

import sys

import pylightxl

pylightxl.writexl(db=pylightxl.readxl(sys.argv[1]), fn=sys.argv[2])
