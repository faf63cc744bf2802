#!/usr/bin/env bash
# agate 1.14.2 (the library below csvkit) reads a column of opening hours as lengths of time, sixty times too short.
#
# Guess: a column of "10:15" and "9:30" stays text, or becomes times of day.
# Seen:  it becomes TimeDelta: 10 minutes and 15 seconds, 9 minutes and 30 seconds. "kl. 10:15" beside it makes the
#        whole column text again, so the type depends on how one row was typed.
# With:  agate 1.14.2, pytimeparse 1.1.10; seen on 2026-11-29.
# Matters: whoever reads a municipality's opening hours or appointment times with agate or csvkit gets numbers that
#        add up and sort well, and mean something else.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check agate==1.14.2 pytimeparse==1.1.10
venv/bin/python - <<'PY'
import io
import sys
from datetime import timedelta
from importlib.metadata import version

import agate

print("agate", version("agate"), "pytimeparse", version("pytimeparse"))


def read(*hours: str) -> tuple[str, list[object]]:
    table = agate.Table.from_csv(io.StringIO("Navn,Tid\n" + "".join(f"a,{hour}\n" for hour in hours)))
    column = table.columns["Tid"]
    return type(column.data_type).__name__, list(column.values())


only_hours = read("10:15", "9:30")
one_with_a_word = read("10:15", "kl. 9:30")
print("10:15, 9:30     ->", only_hours)
print("10:15, kl. 9:30 ->", one_with_a_word)
expected = ("TimeDelta", [timedelta(minutes=10, seconds=15), timedelta(minutes=9, seconds=30)])
if only_hours != expected or one_with_a_word != ("Text", ["10:15", "kl. 9:30"]):
    sys.exit("The behaviour has changed.")
PY
