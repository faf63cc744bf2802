"""What is spared until it is needed is there when it is."""

from __future__ import annotations

import subprocess
import sys

from infra.cloudformation import ROOT

ASKED = """
import sys
from tests.support.quick_schemas import spare_grammar
spare_grammar()
from jsonschema import FormatChecker
checker = FormatChecker()
assert "lark" not in sys.modules
assert checker.conforms("https://example.dk/\\u00e6", "iri") and not checker.conforms("no address", "iri")
assert checker.conforms("../\\u00e6", "iri-reference") and not checker.conforms("a b", "iri-reference")
assert "lark" in sys.modules
"""


def test_an_iri_is_looked_at_by_the_grammar_and_nothing_else_loads_it() -> None:
    subprocess.run([sys.executable, "-c", ASKED], cwd=ROOT, check=True, timeout=60)
