#!/usr/bin/env bash
# jsonschema-rs 0.60.3: a text that was told to be wrong takes 1.5 times its memory from then on; one that was only asked
# about does not.
#
# Guess: to judge a document changes nothing about it; what the engine needs meanwhile is given back (90 %).
# Seen:  validate(), iter_errors() and evaluate() leave the UTF-8 of every judged text that is not ASCII beside that
#        text, for as long as the text lives, in every part of the document. is_valid() leaves none beside members and
#        items, and finds the same wrong. json of the standard library leaves none.
# With:  jsonschema-rs 0.60.3 on CPython 3.11; seen on 2026-11-30.
# Matters: a service that checks large Danish texts for their errors holds half as much again while it goes on with
#        them, and no profiler of Python's allocations names the document. Ask is_valid() first, or judge a copy.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check jsonschema-rs==0.60.3
venv/bin/python - <<'PY'
import json
import sys
from importlib.metadata import version

import jsonschema_rs

print("jsonschema-rs", version("jsonschema-rs"))
judge = jsonschema_rs.Draft202012Validator({"properties": {"title": {"type": "string", "maxLength": 10}}})


def grown(ask):
    title = "Kontaktcenter \u2013 " * 2_000
    before = sys.getsizeof(title)
    answer = ask({"title": title})
    return sys.getsizeof(title) - before, answer


seen = {
    "is_valid": grown(judge.is_valid),
    "iter_errors": grown(lambda document: len(list(judge.iter_errors(document)))),
    "evaluate": grown(lambda document: len(judge.evaluate(document).errors())),
    "json.dumps": grown(lambda document: len(json.dumps(document)) > 0),
}
for name, (more, answer) in seen.items():
    print(f"{name:12} answers {answer!s:5} and leaves {more} bytes more")
if [more for more, _ in seen.values()] != [0, 36_001, 36_001, 0] or seen["is_valid"][1]:
    sys.exit("The behaviour has changed.")
PY
