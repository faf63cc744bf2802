"""The version of each rule, pinned, so that none is lowered.

    python -m tests.support.rule_versions

writes them down. A version goes up when its rule judges otherwise: answers to what it said then lapse.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from kleark.rules.registry import all_rules

PINNED = Path(__file__).parents[1] / "unit" / "rules" / "rule_versions.json"


def versions() -> dict[str, int]:
    """Of every rule there is."""
    return {rule_id: rule.version for rule_id, rule in all_rules().items()}


def pinned() -> dict[str, int]:
    """As they were written down."""
    known: dict[str, int] = json.loads(PINNED.read_text(encoding="utf-8"))
    return known


def main() -> int:
    """Write them down."""
    PINNED.write_text(json.dumps(versions(), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
