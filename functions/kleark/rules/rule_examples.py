"""What each rule said of its sample sheet. It is packed with the rules: the sheets themselves stay in the checkout.

``python -m kleark.rules.rule_examples > functions/kleark/rules/examples.json``, in a checkout.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from pathlib import Path

from kleark.data_classes import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_DATA = Path(__file__).parent / "examples.json"


class Example(NamedTuple):
    """``message``: in Danish. ``suggestion``: the value to write, where there was one."""

    message: str
    suggestion: str | None


@cache
def load_examples() -> Mapping[str, Example]:
    """By the rule's id. A rule that no sheet can show has none."""
    return {rule: Example(**fields) for rule, fields in json.loads(_DATA.read_bytes()).items()}


def to_text(expected: Mapping[str, Any]) -> str:
    """The file. ``expected``: the content of the samples' ``expected.json``."""
    messages = {
        one["rule"]: {"message": one["message"]["da"], "suggestion": one["suggestion"]}
        for one in expected["samples"]
    }
    return json.dumps(messages, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def main() -> None:
    """Write the file to standard output. Raises FileNotFoundError outside a checkout."""
    from kleark.rules.documentation import SAMPLES  # noqa: PLC0415 (only a checkout has samples)

    expected = Path(__file__).resolve().parents[3] / SAMPLES / "expected.json"
    sys.stdout.buffer.write(to_text(json.loads(expected.read_bytes())).encode())


if __name__ == "__main__":
    main()
