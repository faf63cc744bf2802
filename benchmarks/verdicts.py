"""Compare what a checker reported with what was planted."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

Place = tuple[int | None, str | None]
"""Row and column letter; without a column, a remark on the row."""


@dataclass(frozen=True, slots=True)
class Score:
    """``missed``: kinds and cells of planted mistakes without a remark. ``invented``: remarks on sound cells.

    ``out_of_reach``: planted mistakes that the checker has no way to see, by its own declaration.
    """

    planted: int
    missed: tuple[str, ...]
    invented: tuple[str, ...]
    out_of_reach: int

    @property
    def faultless(self) -> bool:
        return not self.missed and not self.invented


def score(name: str, truth: Path, output: Path) -> Score:
    """Judge the ``output`` of the checker ``name``, Kleark or a peer, by the ``truth`` about its sheet."""
    places = set(_kleark_errors(output) if name == "kleark" else _peer_errors(output))
    planted = json.loads(truth.read_text(encoding="utf-8"))
    visible = [one for one in planted if name not in one["invisibleTo"]]
    allowed = {place for one in planted for place in _allowed(one)}
    missed = [f"{one['kind']} ({one['cells'][0]})" for one in visible if not places & _allowed(one)]
    invented = [f"row {row}, column {column}" for row, column in places - allowed]
    return Score(len(planted), tuple(missed), tuple(sorted(invented)), len(planted) - len(visible))


def _allowed(planted: dict[str, Any]) -> set[Place]:
    cells = {(int(cell[1:]), cell[0]) for cell in planted["cells"]}
    return {*cells, *((row, None) for row, _ in cells)}


def _kleark_errors(output: Path) -> Iterable[Place]:
    """Errors alone, each at its cell: a remark on a whole row would not count for Kleark."""
    for finding in json.loads(output.read_bytes())["findings"]:
        if finding["severity"] == "error":
            cell = finding["cell"]
            yield (finding["row"], cell.rstrip("0123456789")) if cell else (-1, finding["rule"])


def _peer_errors(output: Path) -> Iterable[Place]:
    for line in output.read_text(encoding="utf-8").splitlines():
        failure = json.loads(line)
        yield failure["row"], failure["column"]
