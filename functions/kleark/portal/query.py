"""What a question asks for: which rows, and which page of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote

from kleark.configuration.row import ALL_SYSTEMS
from kleark.configuration.stored_row import split_row_key
from kleark.exposure.case import fold_system
from kleark.portal.cursor import Cursor, fingerprint, read_cursor
from kleark.portal.problems import (
    MALFORMED_CURSOR,
    MALFORMED_KLE,
    MALFORMED_SYSTEM,
    ProblemError,
    malformed_count,
    unknown_parameter,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from kleark.configuration.stored_row import StoredRow

MOST_NUMBERS = 100
MOST_ROWS = 1000
LONGEST_SYSTEM = 200

KLE, SYSTEM, COUNT, CURSOR = "kle", "fagsystem", "antal", "cursor"

_KLE_NUMBER = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")
_COUNT = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class Selection:
    """``kle_numbers``: sorted; empty for all. ``source_system``: folded as in `Row.key`; None for all."""

    kle_numbers: tuple[str, ...] = ()
    source_system: str | None = None

    @property
    def fingerprint(self) -> str:
        """The same for the same rows asked for."""
        return fingerprint(*self.kle_numbers, "", self.source_system or "")

    def of(self, rows: Iterable[StoredRow]) -> list[StoredRow]:
        """The rows asked for. A row for all systems answers for every system."""
        return [row for row in rows if self._covers(*split_row_key(row.key))]

    def _covers(self, kle_number: str, system: str) -> bool:
        return (not self.kle_numbers or kle_number in self.kle_numbers) and (
            self.source_system is None or system in {self.source_system, ALL_SYSTEMS}
        )


@dataclass(frozen=True, slots=True)
class Question:
    """``system``: as it was written. ``count``: the most rows of a page; None for all. ``cursor``: None for the
    first page.
    """

    selection: Selection = Selection()
    system: str | None = None
    count: int | None = None
    cursor: Cursor | None = None

    @property
    def start(self) -> int:
        """The place of the page's first row among those selected."""
        return self.cursor.offset if self.cursor else 0

    def page_of(self, rows: Sequence[StoredRow]) -> Sequence[StoredRow]:
        """The page, of the rows selected."""
        return rows[self.start : None if self.count is None else self.start + self.count]

    def link(self, code: str, revision: int, selected: int) -> dict[str, str]:
        """The header that leads to the next page (RFC 8288); none after the last."""
        if self.count is None or self.start + self.count >= selected:
            return {}
        cursor = Cursor(code, revision, self.start + self.count, self.selection.fingerprint)
        numbers = self.selection.kle_numbers
        asked = [(KLE, ",".join(numbers))] if numbers else []
        asked += [(SYSTEM, self.system)] if self.system else []
        return next_page([*asked, (COUNT, str(self.count)), (CURSOR, str(cursor))])


def question(query: str, code: str) -> Question:
    """Read a raw query string. Raises ProblemError for anything that is not understood."""
    asked = parameters(query, (KLE, SYSTEM, COUNT, CURSOR))
    numbers = {number for value in asked[KLE] for number in value.split(",")}
    systems = [fold_system(system) for system in asked[SYSTEM]]
    if len(numbers) > MOST_NUMBERS or not all(map(is_kle_number, numbers)):
        raise ProblemError(MALFORMED_KLE)
    if len(systems) > 1 or not all(systems) or any(len(one) > LONGEST_SYSTEM for one in asked[SYSTEM]):
        raise ProblemError(MALFORMED_SYSTEM)
    selection = Selection(tuple(sorted(numbers)), systems[0] if systems else None)
    cursor = parse_cursor(asked[CURSOR], code, selection.fingerprint)
    return Question(selection, next(iter(asked[SYSTEM]), None), parse_count(asked[COUNT], MOST_ROWS), cursor)


def is_kle_number(text: str) -> bool:
    """Whether it is a topic's number, NN.NN.NN; which need not exist."""
    return _KLE_NUMBER.fullmatch(text) is not None


def parameters(query: str, known: Sequence[str] = ()) -> dict[str, list[str]]:
    """The values of each known parameter, in their order. Raises ProblemError for any other.

    A parameter that is misspelt must not give the whole as if it had not been there.
    """
    values: dict[str, list[str]] = {name: [] for name in known}
    for name, value in parse_qsl(query, keep_blank_values=True):
        if name not in values:
            raise ProblemError(unknown_parameter(known))
        values[name].append(value)
    return values


def parse_count(values: Sequence[str], most: int) -> int | None:
    """How many a page may hold. Raises ProblemError unless it stands at most once, from 1 to ``most``."""
    if not values:
        return None
    if len(values) > 1 or not _COUNT.fullmatch(values[0]) or int(values[0]) > most:
        raise ProblemError(malformed_count(most))
    return int(values[0])


def parse_cursor(values: Sequence[str], code: str, of_question: str) -> Cursor | None:
    """The cursor. Raises ProblemError unless it stands at most once, and is for this municipality and question."""
    if len(values) > 1:
        raise ProblemError(MALFORMED_CURSOR)
    return read_cursor(values[0], code, of_question) if values else None


def next_page(asked: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The header that leads to the next page. It begins at the query, so it holds below any prefix of the path."""
    query = "&".join(f"{name}={quote(value, safe=',')}" for name, value in asked)
    return {"Link": f'<?{query}>; rel="next"'}
