"""A row in the one form in which it is stored, digested and served."""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache

from kleark.configuration.row import Row
from kleark.data_classes import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

_KLE_NUMBER = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")


def row_key(kle_number: str, source_system: str) -> str:
    """What rows are sorted and found by. ``source_system`` as in `Row.key`.

    Raises ValueError unless the number is NN.NN.NN and the system one line: keys are stored a line each.
    """
    if not _KLE_NUMBER.fullmatch(kle_number):
        raise ValueError("a row's KLE number must be NN.NN.NN")
    if "\n" in source_system:
        raise ValueError("a source system's name must not hold a line break")
    return f"R#{kle_number}#{source_system}"


def split_row_key(key: str) -> tuple[str, str]:
    """KLE number and source system, the opposite of `row_key`."""
    # A number is of one length, and a system may be called anything.
    return key[2:10], key[11:]


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row's sort key and its canonical JSON."""

    key: str
    line: str

    @property
    def has_optional(self) -> bool:
        """Whether the row has a field that may be absent."""
        # Within a text a quotation mark has a backslash before it, so nothing else looks like it.
        return '"shownTitles":{' in self.line or '"contactDetails":{' in self.line

    def row(self) -> Row:
        """The row itself."""
        return _parsed(self.line)


@lru_cache(maxsize=2_000)
def _parsed(line: str) -> Row:
    """Visits ask for the same few rows again and again, and a row never changes: two thousand are some 4 MB."""
    return Row.from_json(json.loads(line))


def digest_of(lines: Iterable[str]) -> str:
    """SHA-256, in lower-case hex, of the JSON array of what is canonical JSON already, one line an element.

    Of rows, these are exactly the bytes of the portal's ``rows``.
    """
    return hashlib.sha256(f"[{','.join(lines)}]".encode()).hexdigest()
