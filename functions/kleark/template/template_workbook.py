"""Write the template: the table with Excel's data validation, the instructions, and the lists to choose from."""

from __future__ import annotations

import io
from datetime import datetime, time
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]  # it ships no types

from kleark.configuration.row import ALL_SYSTEMS, Row
from kleark.i18n.formats import format_count, format_short_date
from kleark.registers.obligatory import obligatory_numbers
from kleark.rules.guessed_columns import cell_texts, used_columns
from kleark.rules.kle import bare_title
from kleark.sheet import columns
from kleark.sheet.address import column_letters
from kleark.sheet.columns import COLUMNS
from kleark.sheet.limits import TABLE_ROWS
from kleark.template import guidance
from kleark.template.data_validation import validation_of
from kleark.template.filling import Filling

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from kleark.registers.kle_register import KleRegister, Topic
    from kleark.registers.municipalities import Municipality
    from kleark.template.guidance import Guidance

VERSION = "1"
"""The template's version: increased with every change that an admin would notice."""
TABLE, GUIDE, TOPICS = "KLE-konfiguration", "Vejledning", "KLE-emner"
PREPARED_ROWS = 200
"""So many rows look up the name of their KLE number: the filled ones, and at least 50 empty ones."""
SYSTEMS = ("Alle", "FASIT", "KMD Momentum", "KSD", "KY")

_SPARE_ROWS = 50
_NOTHING = " "
"""The stored result of a look-up without a number. XlsxWriter cannot store an empty text; a space looks the same."""
_WIDTHS = {
    columns.KLE_NUMBER: 11,
    columns.KLE_TITLE: 38,
    columns.SOURCE_SYSTEM: 16,
    columns.SHOW_FROM: 13,
    columns.SHOW_ACTIVE: 20,
    columns.CONTACT_DEPARTMENT: 26,
    columns.CONTACT_PHONE: 14,
    columns.INFO_URL: 40,
    columns.DIGITAL_POST: 40,
    columns.SELF_SERVICE_NAME: 28,
    columns.SELF_SERVICE_URL: 34,
}
_GUESSED_WIDTH = 20
# KLE numbers are text, so that Excel does not make dates of them. Phone numbers are numbers: Excel copies a number that
# is dragged, but counts up a text that ends in digits. Links are not text: long ones would show as ####.
_KINDS = {columns.KLE_NUMBER: "text", columns.CONTACT_PHONE: "number", columns.SHOW_FROM: "date"}
_GUIDE_WIDTHS = (26, 34, 60, 60)
_ADVICE = ("Sådan gør du", "Hvad det betyder for borgeren")
_CHARACTERS_PER_WIDTH = 1.0
"""A column's width is given in digits; words break before the edge."""
_LETTERS = {column: column_letters(at) for at, column in enumerate(COLUMNS, 1)}
_LAST_ROW = TABLE_ROWS + 1


def write_template(
    register: KleRegister,
    made_on: date,
    municipality: Municipality | None = None,
    filling: Filling | None = None,
) -> bytes:
    """Write the template as an .xlsx file. The same arguments give the same bytes.

    Args:
        register: The KLE register, for the lists of numbers and names.
        made_on: The date to print as that of the template.
        municipality: Whose sheet it will be, where that is known.
        filling: The rows to fill in.
    """
    filling = filling or Filling()
    known = {**register.own, **register.topics}
    topics = [topic for _, topic in sorted(known.items()) if topic.retired_on is None]
    stamps = _stamps(register, made_on, municipality, filling)
    stream = io.BytesIO()
    # No text becomes a formula, a number or a link by what it begins with.
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties(
        {
            "title": "Konfigurationsark til Borgerblikket",
            "created": datetime.combine(made_on, time.min),
            "comments": " · ".join(f"{name}: {value}" for name, value in stamps.items()),
        }
    )
    for name, value in stamps.items():
        book.set_custom_property(name, value, "text")
    formats = _formats(book)
    table, guide, lists = (book.add_worksheet(name) for name in (TABLE, GUIDE, TOPICS))
    systems = _systems(filling.rows)
    _write_lists(book, lists, topics, systems, formats, _remarks(topics, register, made_on))
    _write_table(table, filling.rows, topics, municipality, formats)
    _write_guide(guide, stamps, formats)
    book.close()
    return stream.getvalue()


def _stamps(
    register: KleRegister, made_on: date, municipality: Municipality | None, filling: Filling
) -> dict[str, str]:
    """The properties that distinguish this template from another."""
    edition, groups = format_short_date(register.edition), ", ".join(sorted(register.coverage))
    stamps = {
        "Skabelon": f"version {VERSION}",
        "KLE-register": f"udgave {edition}, hovedgruppe {groups}",
        "Dannet": format_short_date(made_on),
    }
    if municipality is not None:
        stamps["Kommune"] = f"{municipality.name} ({municipality.code})"
    if filling.rows:
        stamps["Udfyldt med"] = (
            f"{format_count(len(filling.rows), ('1 række', '{} rækker'), 'da')} fra {filling.origin}"
        )
    return stamps


def _formats(book: Any) -> Mapping[str, Any]:
    heading = {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "font_color": "#FFFFFF"}
    prose = {"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": "#BFBFBF"}
    return {
        "required": book.add_format(heading | {"bg_color": "#1F4E79"}),
        "optional": book.add_format(heading | {"bg_color": "#5B6B7A"}),
        "text": book.add_format({"num_format": "@"}),
        "number": book.add_format({"num_format": "0"}),
        "date": book.add_format({"num_format": "dd-mm-yyyy", "align": "left"}),
        "missing": book.add_format({"bg_color": "#FFF2CC"}),
        "title": book.add_format({"bold": True, "font_size": 16}),
        "section": book.add_format({"bold": True, "font_size": 12, "font_color": "#1F4E79"}),
        "bold": book.add_format(prose | {"bold": True}),
        "prose": book.add_format(prose),
        "step": book.add_format({"text_wrap": True, "valign": "top"}),
    }


def _systems(rows: Sequence[Row]) -> list[str]:
    """The source systems to choose from; the admin may also write any other."""
    in_use = sorted({row.source_system for row in rows if row.source_system != ALL_SYSTEMS})
    known = {name.casefold() for name in SYSTEMS}
    return [*SYSTEMS, *(name for name in in_use if name.casefold() not in known)]


def _write_lists(  # noqa: PLR0913, PLR0917 (what the sheet holds)
    book: Any,
    sheet: Any,
    topics: Sequence[Topic],
    systems: Sequence[str],
    formats: Mapping[str, Any],
    remarks: Mapping[str, str],
) -> None:
    for column, (heading, width) in enumerate(
        (
            ("Nummer", 11),
            ("Navn i KL's register", 70),
            ("Bemærkning", 26),
            ("", 4),
            ("Forslag til fagsystem", 26),
        )
    ):
        sheet.set_column(column, column, width, formats["text"])
        if heading:
            sheet.write_string(0, column, heading, formats["required"])
    for row, topic in enumerate(topics, 1):
        sheet.write_string(row, 0, topic.kle_number, formats["text"])
        sheet.write_string(row, 1, bare_title(topic) or topic.title, formats["text"])
        sheet.write_string(row, 2, remarks[topic.kle_number], formats["text"])
    for row, system in enumerate(systems, 1):
        sheet.write_string(row, 4, system, formats["text"])
    book.define_name("KLE_numre", f"='{TOPICS}'!$A$2:$A${len(topics) + 1}")
    book.define_name("KLE_emner", f"='{TOPICS}'!$A$2:$B${len(topics) + 1}")
    book.define_name("Fagsystemer", f"='{TOPICS}'!$E$2:$E${len(systems) + 1}")
    _set_up_page(sheet)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 0)


def _remarks(topics: Sequence[Topic], register: KleRegister, day: date) -> dict[str, str]:
    """What is to be said of each topic beside its name, by its number."""
    obligatory = frozenset(obligatory_numbers(day))
    told: dict[str, str] = {}
    for topic in topics:
        remarks = {
            "Obligatorisk": topic.kle_number in obligatory,
            "Kommunens eget nummer": topic is register.own.get(topic.kle_number),
            f"Udgår i {topic.retiring}": topic.retiring is not None,
        }
        told[topic.kle_number] = ", ".join(remark for remark, holds in remarks.items() if holds)
    return told


def _write_table(
    sheet: Any,
    rows: Sequence[Row],
    topics: Sequence[Topic],
    municipality: Municipality | None,
    formats: Mapping[str, Any],
) -> None:
    for at, column in enumerate(COLUMNS):
        kind = _KINDS.get(column)
        sheet.set_column(at, at, _WIDTHS[column], formats[kind] if kind else None)
        sheet.write_string(
            0, at, column.header, formats["required" if column in columns.REQUIRED else "optional"]
        )
    titles = {topic.kle_number: bare_title(topic) or topic.title for topic in topics}
    for number, row in enumerate(rows, 1):
        _write_row(sheet, number, row, titles, formats)
    _write_guessed_columns(sheet, rows, formats)
    for number in range(len(rows) + 1, max(PREPARED_ROWS, len(rows) + _SPARE_ROWS) + 1):
        _look_up_name(sheet, number, _NOTHING)
    for about in guidance.column_guidance():
        _validate(sheet, about, municipality)
    for column in columns.REQUIRED:
        _mark_missing(sheet, column, formats["missing"])
    sheet.set_row(0, 48)
    _set_up_page(sheet)
    sheet.repeat_rows(0)
    sheet.freeze_panes(1, 2)
    sheet.activate()


def _write_row(
    sheet: Any, number: int, row: Row, titles: Mapping[str, str], formats: Mapping[str, Any]
) -> None:
    """Row ``number`` below the header. Texts are written as texts, whatever they begin with."""
    texts = {
        columns.KLE_NUMBER: row.kle_number,
        columns.SOURCE_SYSTEM: "Alle" if row.source_system == ALL_SYSTEMS else row.source_system,
        columns.SHOW_ACTIVE: "Ja" if row.show_active_regardless else "Nej",
        columns.CONTACT_DEPARTMENT: row.contact_department,
        columns.INFO_URL: row.info_url,
        columns.DIGITAL_POST: row.digital_post.url,
    }
    if row.self_service is not None:
        texts |= {
            columns.SELF_SERVICE_NAME: row.self_service.name,
            columns.SELF_SERVICE_URL: row.self_service.url,
        }
    for column, text in texts.items():
        kind = _KINDS.get(column)
        sheet.write_string(number, COLUMNS.index(column), text, formats[kind] if kind else None)
    sheet.write_number(
        number, COLUMNS.index(columns.CONTACT_PHONE), int(row.contact_phone), formats["number"]
    )
    sheet.write_datetime(number, COLUMNS.index(columns.SHOW_FROM), row.show_from, formats["date"])
    if titles.get(row.kle_number) == row.kle_title:
        _look_up_name(sheet, number, row.kle_title)
    else:
        # The municipality's own name, or one outside the register: a look-up would lose it.
        sheet.write_string(number, COLUMNS.index(columns.KLE_TITLE), row.kle_title)


def _write_guessed_columns(sheet: Any, rows: Sequence[Row], formats: Mapping[str, Any]) -> None:
    """The columns that the template does not offer, behind the others, where the rows have something of them.

    Left out, they would be lost with the next publication.
    """
    for at, column in enumerate(used_columns(rows), len(COLUMNS)):
        sheet.set_column(at, at, _GUESSED_WIDTH)
        sheet.write_string(0, at, column.header, formats["optional"])
        for number, row in enumerate(rows, 1):
            if text := cell_texts(row).get(column.key):
                sheet.write_string(number, at, text)


def _look_up_name(sheet: Any, number: int, result: str) -> None:
    formula = f'=IFERROR(VLOOKUP(TRIM(${_LETTERS[columns.KLE_NUMBER]}{number + 1}),KLE_emner,2,FALSE),"")'
    sheet.write_formula(number, COLUMNS.index(columns.KLE_TITLE), formula, None, result)


def _validate(sheet: Any, about: Guidance, municipality: Municipality | None) -> None:
    """Let Excel say at once what Kleark's rules would say later."""
    heading, refusal = about.refusal
    sheet.data_validation(
        f"{_LETTERS[about.column]}2:{_LETTERS[about.column]}{_LAST_ROW}",
        {
            "input_title": about.name[: guidance.LONGEST_TITLE],
            "input_message": about.hint,
            "error_title": heading,
            "error_message": refusal,
            "error_type": "stop",
            **validation_of(about.column, municipality),
        },
    )


def _mark_missing(sheet: Any, column: columns.Column, missing: Any) -> None:
    """Make empty required cells yellow as soon as their row has a KLE number."""
    letters, number = _LETTERS[column], _LETTERS[columns.KLE_NUMBER]
    criteria = f"=AND(LEN(TRIM(${number}2))>0,LEN(TRIM({letters}2))=0)"
    area = f"{letters}2:{letters}{_LAST_ROW}"
    sheet.conditional_format(area, {"type": "formula", "criteria": criteria, "format": missing})


def _write_guide(sheet: Any, stamps: Mapping[str, str], formats: Mapping[str, Any]) -> None:
    for column, width in enumerate(_GUIDE_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, "Vejledning til konfigurationsarket for Borgerblikket", formats["title"])
    sheet.write_string(1, 0, " · ".join(f"{name}: {value}" for name, value in stamps.items()))
    sheet.write_string(3, 0, "Sådan gør du", formats["section"])
    steps = guidance.steps()
    for number, step in enumerate(steps, 1):
        text = f"{number}. {step}"
        sheet.merge_range(3 + number, 0, 3 + number, len(_GUIDE_WIDTHS) - 1, "", formats["step"])
        sheet.write_string(3 + number, 0, text, formats["step"])
        sheet.set_row(3 + number, _height([(text, sum(_GUIDE_WIDTHS))]))
    after_columns = _write_section(
        sheet,
        len(steps) + 5,
        "Kolonnerne",
        ("Kolonne", "Hvad der skal stå", *_ADVICE),
        [
            (one.column.header, one.content, one.instruction, one.meaning)
            for one in guidance.column_guidance()
        ],
        formats,
    )
    _write_section(
        sheet,
        after_columns + 1,
        "Det stopper offentliggørelsen",
        ("Regel", "Hvad der er galt", *_ADVICE),
        [(rule.id, rule.title.da, rule.fix.da, rule.why.da) for rule in guidance.blocking_rules()],
        formats,
    )
    _set_up_page(sheet)


def _write_section(  # noqa: PLR0913, PLR0917 (a table is all of these)
    sheet: Any,
    at: int,
    title: str,
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    formats: Mapping[str, Any],
) -> int:
    """Write a table with a title from row ``at`` on. Returns the number of the row after it."""
    sheet.write_string(at, 0, title, formats["section"])
    for column, heading in enumerate(headings):
        sheet.write_string(at + 1, column, heading, formats["required"])
    for number, row in enumerate(rows, at + 2):
        for column, text in enumerate(row):
            sheet.write_string(number, column, text, formats["prose" if column else "bold"])
        sheet.set_row(number, _height(list(zip(row, _GUIDE_WIDTHS, strict=True))))
    return at + 2 + len(rows)


def _height(cells: Sequence[tuple[str, int]]) -> int:
    """The height in points that a row needs for texts in columns of these widths; not every program computes it."""
    lines = max(-(-len(text) // int(width * _CHARACTERS_PER_WIDTH)) for text, width in cells)
    return 3 + 15 * max(lines, 1)


def _set_up_page(sheet: Any) -> None:
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer("&L&A&RSide &P af &N")
