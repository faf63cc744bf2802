"""Writes ``golden/`` anew, from what today's code answers. No test runs it.

    python -m tests.integration.http.write_golden

What it changes is a change of what portals and browsers get.
"""

from __future__ import annotations

import json
import sys

from tests.integration.http import page_answers, portal_answers
from tests.integration.http.test_golden_answers import GOLDEN


def main() -> int:
    """Write both files."""
    GOLDEN.mkdir(exist_ok=True)
    for name, answers in (("portal", portal_answers.answers()), ("page", page_answers.answers())):
        text = json.dumps(answers, ensure_ascii=False, indent=1) + "\n"
        (GOLDEN / f"{name}.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
