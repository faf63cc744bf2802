#!/usr/bin/env bash
# agate 1.14.2 reads the Danish date "1/4 2025" as the 4th of January of another year, at 20:25.
#
# Guess: "1/4 2025" (1 April 2025) stays text, or becomes 4 January 2025, as "1.4.2025" does.
# Seen:  the year is read as a clock time: 4 January, 20:25, in a year that is reckoned from the day on which it is
#        read. The column is cast only if every row can be read so: one "15/4 2025" leaves all of it text.
# With:  agate 1.14.2, parsedatetime 2.6; seen on 2026-11-29.
# Matters: the form is common in Danish letters and sheets. Nothing warns, the dates lie in the future, and whether it
#        happens depends on whether some row has a day after the 12th.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check agate==1.14.2 parsedatetime==2.6
venv/bin/python - <<'PY'
import io
import sys
from datetime import date
from importlib.metadata import version

import agate

print("agate", version("agate"), "parsedatetime", version("parsedatetime"))


def read(*dates: str) -> tuple[str, list[object]]:
    table = agate.Table.from_csv(io.StringIO("Navn,Dato\n" + "".join(f"a,{day}\n" for day in dates)))
    column = table.columns["Dato"]
    return type(column.data_type).__name__, list(column.values())


kind, values = read("1/4 2025", "2/4 2025")
print("1/4 2025, 2/4 2025  ->", kind, [str(value) for value in values])
with_a_late_day = read("1/4 2025", "15/4 2025")
print("1/4 2025, 15/4 2025 ->", *with_a_late_day)
with_points = read("1.4.2025", "2.4.2025")
print("1.4.2025, 2.4.2025  ->", with_points[0], [str(value) for value in with_points[1]])
as_clock = kind == "DateTime" and [f"{value:%d-%m %H:%M}" for value in values] == ["04-01 20:25", "04-02 20:25"]
in_2025 = kind == "DateTime" and any(value.year == 2025 for value in values)
swapped = with_points == ("Date", [date(2025, 1, 4), date(2025, 2, 4)])
if not as_clock or in_2025 or with_a_late_day[0] != "Text" or not swapped:
    sys.exit("The behaviour has changed.")
PY
