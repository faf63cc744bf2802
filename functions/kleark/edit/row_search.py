"""Rows as the texts of their cells: found by what stands in them, and written anew with something else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from kleark.configuration.row import ALL_SYSTEMS
from kleark.i18n.formats import format_short_date
from kleark.rules.guessed_columns import cell_texts
from kleark.sheet import columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from kleark.configuration.row import Row

Texts = Mapping[str, str]
"""What stands in the cells of one row, by the keys of their columns; empty for an empty cell."""

_LETTER = r"[0-9A-Za-zÆØÅæøå]"
_BESIDE_DIGITS = re.compile(r"[\s.\-]|^\+45|^0045")


class NumberedRow(NamedTuple):
    """A row, and its number in Excel."""

    number: int
    row: Row


class Match(NamedTuple):
    """A row in which something was found. ``before``, ``after``: the cells that change, by their columns' keys."""

    found: NumberedRow
    before: Texts
    after: Texts


def row_texts(row: Row) -> dict[str, str]:
    """The row as an admin would write it into the sheet. Of columns with guessed names, those that it has."""
    service = row.self_service
    texts = {
        columns.KLE_NUMBER.key: row.kle_number,
        columns.KLE_TITLE.key: row.kle_title,
        columns.SOURCE_SYSTEM.key: "Alle" if row.source_system == ALL_SYSTEMS else row.source_system,
        columns.SHOW_FROM.key: format_short_date(row.show_from),
        columns.SHOW_ACTIVE.key: "Ja" if row.show_active_regardless else "Nej",
        columns.CONTACT_DEPARTMENT.key: row.contact_department,
        columns.CONTACT_PHONE.key: row.contact_phone,
        columns.INFO_URL.key: row.info_url,
        columns.DIGITAL_POST.key: row.digital_post.url,
        columns.SELF_SERVICE_NAME.key: service.name if service else "",
        columns.SELF_SERVICE_URL.key: service.url if service else "",
    }
    return texts | cell_texts(row)


def find_rows(rows: Iterable[NumberedRow], text: str, key: str | None = None) -> Iterator[NumberedRow]:
    """The rows in one of whose cells a text stands, whatever its case; ``key``: only in that column.

    A phone number is found however it is spaced. An empty text finds every row.
    """
    wanted, digits = text.strip().casefold(), _digits(text)
    for one in rows:
        texts = row_texts(one.row)
        searched = texts if key is None else {key: texts.get(key, "")}
        phone = digits and searched.get(columns.CONTACT_PHONE.key) == digits
        if phone or any(wanted in value.casefold() for value in searched.values()):
            yield one


def replace_in_rows(
    rows: Iterable[NumberedRow], old: str, new: str, key: str | None = None
) -> Iterator[Match]:
    """The rows in which ``old`` stands for itself, with ``new`` in its place.

    For itself: not inside a longer word or number, so that mailbox 179 is not found in 17933. A phone number is found
    however it is spaced. ``key``: only in that column. Raises ValueError for an empty ``old``.
    """
    old, new = old.strip(), new.strip()
    if not old:
        raise ValueError("nothing to look for")
    alone = re.compile(rf"(?<!{_LETTER}){re.escape(old)}(?!{_LETTER})")
    phone = _digits(old)
    for one in rows:
        before, after = {}, {}
        for name, text in row_texts(one.row).items():
            if key is not None and name != key:
                continue
            is_phone = name == columns.CONTACT_PHONE.key and phone and text == phone
            replaced = new if is_phone else alone.sub(lambda _: new, text)
            if replaced != text:
                before[name], after[name] = text, replaced
        if after:
            yield Match(one, before, after)


def _digits(text: str) -> str:
    """The 8 digits of a phone number; empty for what is none."""
    bare = _BESIDE_DIGITS.sub("", text.strip())
    return bare if len(bare) == 8 and bare.isascii() and bare.isdigit() else ""
