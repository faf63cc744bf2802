"""``kleark edit``: change single values of a sheet, or of what is live, and show what that would do."""

from __future__ import annotations

import re
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from kleark.check import check
from kleark.commands.arguments import (
    ERRORS,
    UsageError,
    display_name,
    exit_code,
    is_municipality,
    progress,
    read_file,
    refuse_unreadable,
    requested_municipality,
    save_output,
    shown_path,
    wants_colour,
    write_json,
)
from kleark.commands.fix import refuse_unwritable
from kleark.commands.own_numbers_source import register_with_own
from kleark.configuration.plan import LiveRows
from kleark.edit.row_search import NumberedRow, replace_in_rows, row_texts
from kleark.edit.sheet_edit import COLUMN_BY_KEY, AddedRow, RowEdit, SheetEdit, UnusableEditError
from kleark.i18n.formats import format_count
from kleark.refusal_codes import RefusalCode
from kleark.sheet import columns
from kleark.sheet.columns import fold
from kleark.sheet.table import column_of

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping, Sequence

    from kleark.configuration.part import AskedPart
    from kleark.edit.apply_edit import EditedCell, EditResult, NotEdited
    from kleark.i18n.language import Language
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.report.model import Report

_SETTING = re.compile(r"(?P<kle>[^/]+)/(?P<system>[^:]+):(?P<column>[^=]+)=(?P<value>.*)", re.DOTALL)
_ROW = re.compile(r"(?P<kle>[^/]+)/(?P<system>.+)")
_SHORT_NAMES = {"telefon": columns.CONTACT_PHONE, "postkasse": columns.DIGITAL_POST, "link": columns.INFO_URL}
_REASONS: Mapping[Language, Mapping[NotEdited, str]] = {
    "da": {
        "formula": "andre celler bruger formlen i den",
        "merged_or_array": "den er en del af en flettet celle eller en matrixformel",
        "no_column": "arket har ikke den kolonne",
        "no_row": "arket har ikke den række",
        "other_value": "der stod noget andet",
    },
    "en": {
        "formula": "other cells use the formula in it",
        "merged_or_array": "it is part of a merged cell or of an array formula",
        "no_column": "the sheet has no such column",
        "no_row": "the sheet has no such row",
        "other_value": "something else stood there",
    },
}


class _Source(NamedTuple):
    """What is edited. ``live``: what it is compared with; None for a file."""

    data: bytes
    name: str
    municipality: Municipality | None
    live: LiveRows | None
    asked: AskedPart | None = None


def run(options: argparse.Namespace) -> int:
    """Write the edited sheet where ``--output`` says, and show what was changed; without it, only show it.

    The sheet that comes out is checked, and compared with what is live where that was edited.
    """
    from kleark.edit.apply_edit import NoTableError, apply_edit

    register = register_with_own(options)
    options.file = options.what
    source = _source(options)
    report = check(source.data, source.name, source.municipality, register)
    refuse_unreadable(report)
    rows = [NumberedRow(one.row_number, one.row) for one in report.rows]
    edit = requested_edit(options, rows, register)
    try:
        with progress(source.name), refuse_unwritable(source.name):
            result = apply_edit(source.data, edit)
    except NoTableError as error:
        raise UsageError(
            RefusalCode.NOT_ROWS, "Arket har ikke netop én tabel.", "The sheet does not hold just one table."
        ) from error
    live = source.live
    after = check(
        result.data,
        source.name,
        source.municipality,
        register,
        live=(lambda: live) if live else None,
        asked=source.asked,
    )
    if options.output:
        save_output(result.data, options)
    _write(result, after, options)
    return max(exit_code(after, "error"), ERRORS if result.unedited else 0)


def requested_edit(
    options: argparse.Namespace, rows: Sequence[NumberedRow], register: KleRegister
) -> SheetEdit:
    """The edit that ``--set``, ``--replace`` and ``--remove`` ask for. ``register``: for titles. Raises UsageError."""
    values: dict[int, dict[str, str]] = {}
    added = _added_rows(options, rows, register)
    for text in options.set:
        key, name, value = _setting(text)
        new = added.get(_folded(key))
        (new.values if new else values.setdefault(_row_named(key, rows), {}))[name] = value
    for name, old, new in options.replace:
        column = None if name == "*" else _column(name)
        if not old.strip():
            raise _unusable("--replace", name)
        matches = list(replace_in_rows(rows, old, new, column))
        if not matches:
            raise UsageError(
                RefusalCode.NOTHING_TO_CHANGE,
                f'"{old}" står ikke for sig selv i nogen række. Intet er ændret.',
                f'"{old}" does not stand for itself in any row. Nothing was changed.',
            )
        for match in matches:
            values.setdefault(match.found.number, {}).update(match.after)
    removed = tuple(_row_named(_row_key(text, "--remove"), rows) for text in options.remove)
    with suppress(UnusableEditError):
        edit = SheetEdit(
            rows=tuple(RowEdit(*one) for one in values.items()),
            removed=removed,
            added=tuple(AddedRow(one.values, one.like) for one in added.values()),
        )
        if not edit.is_empty:
            return edit
    raise UsageError(
        RefusalCode.NOTHING_TO_CHANGE,
        "Sig, hvad der skal ændres: --set, --replace, --copy, --add eller --remove.",
        "Say what to change: --set, --replace, --copy, --add or --remove.",
    )


class _NewRow(NamedTuple):
    """A row to be added: its texts by their columns' keys, and the number of the row that it is like."""

    values: dict[str, str]
    like: int | None


def _added_rows(
    options: argparse.Namespace, rows: Sequence[NumberedRow], register: KleRegister
) -> dict[tuple[str, str], _NewRow]:
    """By number and system, the rows that ``--copy`` and ``--add`` ask for. Raises UsageError."""
    by_number = {one.number: one for one in rows}
    added: dict[tuple[str, str], _NewRow] = {}
    wanted = [(_row_named(_row_key(old, "--copy"), rows), new) for old, new in options.copy]
    for like, text in (*wanted, *((None, text) for text in options.add)):
        kle, system = _row_key(text, "--add" if like is None else "--copy")
        texts = {} if like is None else row_texts(by_number[like].row)
        if texts.get(columns.KLE_NUMBER.key) != kle:
            topic = register.topic(kle)
            texts[columns.KLE_TITLE.key] = topic.title if topic else ""
        texts |= {columns.KLE_NUMBER.key: kle, columns.SOURCE_SYSTEM.key: system}
        if _folded((kle, system)) in added or _has_row((kle, system), rows):
            raise UsageError(
                RefusalCode.NOTHING_TO_CHANGE,
                f"Der er allerede en række for {kle} fra {system}. Intet er ændret.",
                f"There is a row for {kle} from {system} already. Nothing was changed.",
            )
        added[_folded((kle, system))] = _NewRow(texts, like)
    return added


def _folded(key: tuple[str, str]) -> tuple[str, str]:
    return key[0].strip(), key[1].strip().casefold()


def _has_row(key: tuple[str, str], rows: Sequence[NumberedRow]) -> bool:
    return any(_is_row(one, _folded(key)) for one in rows)


def _is_row(one: NumberedRow, folded: tuple[str, str]) -> bool:
    systems = {row_texts(one.row)[columns.SOURCE_SYSTEM.key].casefold(), one.row.source_system.casefold()}
    return one.row.kle_number == folded[0] and folded[1] in systems


def _setting(text: str) -> tuple[tuple[str, str], str, str]:
    if (found := _SETTING.fullmatch(text)) is None:
        raise _unusable("--set", text)
    return (found["kle"], found["system"]), _column(found["column"]), found["value"]


def _row_key(text: str, option: str) -> tuple[str, str]:
    if (found := _ROW.fullmatch(text)) is None:
        raise _unusable(option, text)
    return found["kle"].strip(), found["system"].strip()


def _unusable(option: str, text: str) -> UsageError:
    return UsageError(
        RefusalCode.WRONG_USAGE,
        f'{option} "{text}" kan ikke læses. Skriv f.eks. --set "15.62.05/FASIT:telefon=66131373", '
        '--replace telefon 66131372 66131373, --copy "15.62.05/FASIT" "15.62.05/KSD" eller --remove "15.62.05/FASIT".',
        f'{option} "{text}" cannot be read. Write e.g. --set "15.62.05/FASIT:telefon=66131373", '
        '--replace telefon 66131372 66131373, --copy "15.62.05/FASIT" "15.62.05/KSD" or --remove "15.62.05/FASIT".',
    )


def _column(name: str) -> str:
    """The key of the column that is named: by its header, a variant of it, its key, or a short name."""
    column = COLUMN_BY_KEY.get(name) or column_of(name) or _SHORT_NAMES.get(fold(name))
    if column is None:
        names = ", ".join(one.header for one in COLUMN_BY_KEY.values())
        raise UsageError(
            RefusalCode.WRONG_USAGE,
            f'Arket har ingen kolonne, der hedder "{name}". Skriv en af dem her: {names}.',
            f'The sheet has no column called "{name}". Write one of these: {names}.',
        )
    return column.key


def _row_named(key: tuple[str, str], rows: Sequence[NumberedRow]) -> int:
    for one in rows:
        if _is_row(one, _folded(key)):
            return one.number
    raise UsageError(
        RefusalCode.NOTHING_TO_CHANGE,
        f"Der er ingen hel række for {key[0]} fra {key[1]}. Intet er ændret.",
        f"There is no complete row for {key[0]} from {key[1]}. Nothing was changed.",
    )


def _source(options: argparse.Namespace) -> _Source:
    if not is_municipality(options.what):
        if options.part is not None:
            raise UsageError(
                RefusalCode.WRONG_USAGE,
                "--part gælder det, der vises i en stak: skriv en kommune i stedet for en fil.",
                "--part goes with what is live in a stack: write a municipality instead of a file.",
            )
        municipality = requested_municipality(options.municipality)
        return _Source(read_file(options.what), display_name(options.what), municipality, None)
    return _live_source(options)


def _live_source(options: argparse.Namespace) -> _Source:
    """A sheet made of the rows that are live: an operator reads rows, and nobody's workbook."""
    from datetime import datetime

    from kleark.commands.stack_session import on_stack, open_session
    from kleark.configuration.part import AskedPart
    from kleark.publishing.manual import readable_rows
    from kleark.publishing.part_errors import required_part
    from kleark.publishing.sheet_effect import parts_of
    from kleark.template.filling import Filling
    from kleark.template.template_workbook import write_template

    found: list[_Source] = []

    def read(named: argparse.Namespace) -> int:
        named.code = named.what
        session = open_session(named)
        live = session.tenant.table.live(session.code, consistent=True)
        rows, parts = tuple(readable_rows(live, session.tenant)), parts_of(live)
        part = None if named.part is None else required_part(named.part, parts)
        own = tuple(filter(part.membership(), rows)) if part else rows
        filling = Filling(own, session.code, f"version {live.revision}", live.revision)
        today = datetime.now().astimezone().date()
        register = register_with_own(named)
        data = write_template(register, today, session.municipality, filling)
        standing = LiveRows(rows, live.revision, session.code, live.removal_limit, live.frozen, parts)
        asked = AskedPart(part.name, parts) if part else None
        name = f"version {live.revision} rettet.xlsx"
        found.append(_Source(data, name, session.municipality, standing, asked))
        return 0

    on_stack(read)(options)
    options.file = "-"  # no file that could be written over
    return found[0]


def _write(result: EditResult, after: Report, options: argparse.Namespace) -> None:
    if options.output_format == "json":
        write_json(
            {
                "output": options.output and shown_path(options.output),
                "changes": [_change(one) for one in result.changes],
                "added": list(result.added),
                "removed": list(result.removed),
                "notChanged": [{"cell": one.cell, "reason": one.reason} for one in result.unedited],
                "report": after.head(),
            }
        )
        return
    for line in _lines(result, options):
        print(line)
    from kleark.report.text_report import render, render_plan

    rendered = render_plan if after.plan else render
    sys.stdout.write("\n" + rendered(after, options.lang, colour=wants_colour()))


def _change(one: EditedCell) -> dict[str, object]:
    return {"cell": one.cell, "column": one.column, "before": one.before, "after": one.after}


def _lines(result: EditResult, options: argparse.Namespace) -> list[str]:
    da = options.lang == "da"
    empty = "(tom)" if da else "(empty)"
    lines = [f"  {one.cell}  {one.before or empty} → {one.after or empty}" for one in result.changes]
    lines += [f"  {'Række tilføjet' if da else 'Row added'}: {number}" for number in result.added]
    lines += [f"  {'Række taget ud' if da else 'Row taken out'}: {number}" for number in result.removed]
    lines += [
        f"  {'Ikke ændret' if da else 'Not changed'}: {one.cell}: {_REASONS[options.lang][one.reason]}."
        for one in result.unedited
    ]
    cells = format_count(len(result.changes), _CELLS[options.lang], options.lang)
    rows = format_count(len(result.removed), _ROWS[options.lang], options.lang)
    new = format_count(len(result.added), _NEW_ROWS[options.lang], options.lang)
    others = [new] * bool(result.added) + [rows] * bool(result.removed)
    counts = ", ".join([cells] * bool(result.changes or not others) + others)
    if options.output:
        return [f"{shown_path(options.output)}: {counts}.", *lines]
    kept = (
        "Intet er gemt: skriv -o FIL for at gemme arket."
        if da
        else "Nothing is saved: write -o FILE to save it."
    )
    return [f"{counts}. {kept}", *lines]


_CELLS = {"da": ("1 celle ændret", "{} celler ændret"), "en": ("1 cell changed", "{} cells changed")}
_NEW_ROWS = {
    "da": ("1 række tilføjet", "{} rækker tilføjet"),
    "en": ("1 row added", "{} rows added"),
}
_ROWS = {
    "da": ("1 række taget ud", "{} rækker taget ud"),
    "en": ("1 row taken out", "{} rows taken out"),
}
