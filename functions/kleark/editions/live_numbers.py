"""Which KLE numbers each municipality shows cases of now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.configuration.stored_row import split_row_key
from kleark.publishing.ids import municipality_code
from kleark.registers.municipalities import municipalities

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from kleark.editions.ports import LiveReader
    from kleark.publishing.ids import MunicipalityCode

LiveNumbers = dict["MunicipalityCode", frozenset[str]]


def live_numbers(reader: LiveReader, codes: Iterable[MunicipalityCode] | None = None) -> LiveNumbers:
    """The numbers by municipality, of those that have anything live.

    Two requests, and one more for each municipality whose rows were written by a release that kept no list of keys.
    """
    asked = list(codes) if codes is not None else [municipality_code(one.code) for one in municipalities()]
    live = {
        code: one.content.snapshot_id for code, one in reader.lives(asked).items() if one.content is not None
    }
    keys: Mapping[MunicipalityCode, list[str]] = reader.row_keys(live) if live else {}
    numbers: LiveNumbers = {}
    for code, snapshot in sorted(live.items()):
        if code in keys:
            found = {split_row_key(key)[0] for key in keys[code]}
        else:
            found = {split_row_key(row.key)[0] for row in reader.rows(code, snapshot, consistent=True)}
        numbers[code] = frozenset(found)
    return numbers
