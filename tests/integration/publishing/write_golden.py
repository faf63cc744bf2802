"""Writes ``golden/`` anew, from what today's code stores. No test runs it.

    python -m tests.integration.publishing.write_golden

What it changes is a change of what deployed tables hold: see that today's code still reads what stood there before.
"""

from __future__ import annotations

import json
import sys

from tests.integration.publishing.stored_items import GOLDEN, stored


def main() -> int:
    """Write every file, and delete those that nothing is written to any more."""
    files = stored()
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.glob("*.json"):
        if old.stem not in files:
            old.unlink()
    for name, content in files.items():
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        (GOLDEN / f"{name}.json").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
