#!/usr/bin/env bash
# Python's own codec "idna" makes of the host "¯.dk" (a macron) the name "xn-- -3bb.dk", with a space in it.
#
# Guess: UnicodeError (70 %), since no name in DNS has a space and the codec refuses other signs that none has.
# Seen:  nameprep turns a macron, an acute accent or a diaeresis into a space and a combining sign. The space is neither
#        refused nor encoded, but stands in the encoded name, which urllib and http.client would ask for. The package
#        idna refuses all three.
# With:  the Python that runs it (seen with 3.11.7), idna 3.11; seen on 2026-11-30.
# Matters: a link whose hyphen was exchanged for a macron by a word processor is taken for a host that could exist, and
#        what splits a line of a log, a header or a command at spaces gets two parts.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check idna==3.11
venv/bin/python - <<'PY'
import sys
from importlib.metadata import version

import idna

print("Python", sys.version.split()[0], "idna", version("idna"))
seen = {}
for host in ("\u00af.dk", "a\u00b4b.dk", "\u00a8.dk"):
    try:
        idna.encode(host)
        refused = False
    except idna.IDNAError:
        refused = True
    seen[host] = (host.encode("idna"), refused)
    print(ascii(host), *seen[host])
if not all(b" " in made and refused for made, refused in seen.values()) or seen["\u00af.dk"][0] != b"xn-- -3bb.dk":
    sys.exit("The behaviour has changed.")
PY
