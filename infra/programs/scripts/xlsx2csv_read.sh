#!/bin/sh
# xlsx2csv: the texts of a sheet, as CSV.
exec xlsx2csv --sheetname "$2" "$1"
