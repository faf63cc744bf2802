"""A unit's name as another list writes it: its unit where that is sure, else the nearest name, as a question."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from difflib import get_close_matches
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from kleark.responsibilities.model import Unit

_LETTERS = re.compile(r"\W|_")
_ENDINGS = (("afdelingen", "afdeling"), ("centeret", "center"), ("centret", "center"))
_WORD = re.compile(r"\w+")
_NEAR = 0.75
"""From so much alike on, of 1, a name is offered as the one that may be meant."""
_SHORTEST_WORD = 4
_SAY_NOTHING = frozenset(("kommune", "afdeling", "center"))


def fold_name(name: str) -> str:
    """A name without what people write differently: case, spaces, punctuation, Unicode form, and the article of
    "afdelingen" and "centret". "Job Centret" is "Jobcenter"; "Job" is another one.
    """
    folded = _LETTERS.sub("", unicodedata.normalize("NFKC", name).casefold())
    for ending, plain in _ENDINGS:
        if folded.endswith(ending):
            return folded.removesuffix(ending) + plain
    return folded


class UnitNames:
    """Units by their names, which several can share."""

    def __init__(self, units: Iterable[Unit]) -> None:
        self._by_name: defaultdict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            self._by_name[fold_name(unit.name)].append(unit)

    def named(self, name: str) -> tuple[Unit, ...]:
        """The units of this name; none where no name is surely the same."""
        return tuple(self._by_name.get(fold_name(name), ()))

    def nearest(self, name: str) -> str | None:
        """The name of the one unit that may be meant by a name that none has; None where there is none, or several."""
        words = _words(name)
        sharing = [
            units[0].name
            for units in self._by_name.values()
            if words and (own := _words(units[0].name)) and (words <= own or own <= words)
        ]
        if sharing:
            return sharing[0] if len(sharing) == 1 else None
        near = get_close_matches(fold_name(name), self._by_name, n=1, cutoff=_NEAR)
        return self._by_name[near[0]][0].name if near else None


def _words(name: str) -> set[str]:
    """The words of a name that say anything."""
    return {fold_name(word) for word in _WORD.findall(name) if len(word) >= _SHORTEST_WORD} - _SAY_NOTHING
