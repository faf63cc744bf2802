#!/usr/bin/env bash
# schemathesis 4.32.5 under pytest 9.2.0 makes one test per operation of an API, all with the same node id.
#
# Guess: test_api[GET /kle], test_api[GET /ark]: an id each, as parametrized tests have.
# Seen:  three tests called test_api.py::test_api, and three lines of that name in the JUnit file. Selecting one by -k
#        works; to tell from names which operation failed does not.
# With:  schemathesis 4.32.5, pytest 9.2.0; seen on 2026-11-29.
# Matters: what counts or compares tests by id (JUnit reports, lists of known failures, "run the failed ones again")
#        sees one test where an API for sheets has dozens, and takes the last result for all.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check schemathesis==4.32.5 pytest==9.2.0
cat >test_api.py <<'PY'
import schemathesis

answer = {"get": {"responses": {"200": {"description": "ok"}}}}
paths = {"/kle": answer, "/ark": answer, "/log": answer}
schema = schemathesis.openapi.from_dict({"openapi": "3.1.0", "info": {"title": "api", "version": "1"}, "paths": paths})


@schema.parametrize()
def test_api(case):
    assert case.path in ("/kle", "/ark", "/log")
PY
venv/bin/pip list --disable-pip-version-check 2>/dev/null | grep -E '^(pytest|schemathesis) '
venv/bin/python -m pytest -q -p no:cacheprovider --junitxml=junit.xml test_api.py
collected=$(venv/bin/python -m pytest -q -p no:cacheprovider --collect-only test_api.py | grep '::')
echo "$collected"
names=$(grep -o '<testcase [^>]* name="[^"]*"' junit.xml | sed 's/.* name=//')
echo "$names"
one=$(venv/bin/python -m pytest -q -p no:cacheprovider -k ark test_api.py | tail -1)
echo "-k ark: $one"
if [[ $(sort <<<"$collected" | uniq -c | xargs) != "3 test_api.py::test_api" ]] ||
  [[ $(sort <<<"$names" | uniq -c | xargs) != "3 test_api" ]] || [[ $one != "1 passed, 2 deselected"* ]]; then
  echo "The behaviour has changed." >&2
  exit 1
fi
