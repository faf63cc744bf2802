"""From the bytes of a list of own KLE numbers to its report and its topics: the whole of the judgement, without AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from kleark.data_classes import replace
from kleark.i18n.formats import format_short_date
from kleark.inventory.cell_reading import CellReader
from kleark.inventory.list_check import CheckedList, ListKind, check_list, read_list
from kleark.inventory.list_columns import list_remarks
from kleark.registers.kle_register import Topic, normalise_title
from kleark.rules import kle, text
from kleark.rules import own_number_rules as rules
from kleark.rules.cross_row import join_numbers
from kleark.rules.dates import read_date
from kleark.rules.dates_rules import TEXT_DATE
from kleark.rules.model import Judged, Placed, Remark
from kleark.sheet import own_number_columns as columns

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from kleark.inventory.list_check import ReadList
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality
    from kleark.rules.model import Params
    from kleark.sheet.table import Table
    from kleark.sheet.workbook import CellValue

REQUIRED = (columns.KLE_NUMBER, columns.KLE_TITLE)
MOST_NUMBERS = 30


class OwnNumber(NamedTuple):
    """A line of the list. ``row``: where it stands, as Excel counts."""

    row: int
    topic: Topic


CheckedOwnNumbers: TypeAlias = "CheckedList[tuple[OwnNumber, ...]]"


def check_own_numbers(
    data: bytes,
    file_name: str,
    register: KleRegister,
    today: date,
    municipality: Municipality | None = None,
) -> CheckedOwnNumbers:
    """Judge one list, .xlsx or CSV. Never raises for anything that is in the file.

    Args:
        data: The file.
        file_name: Its name.
        register: KL's, which the numbers must not be in.
        today: For dates far ahead or back.
        municipality: Whose list it should be.
    """
    kind = ListKind(
        subject="own_numbers",
        form=columns.OWN_NUMBERS,
        looked_for=(*REQUIRED, columns.SINCE),
        totals=REQUIRED,
        columns=lambda table: list_remarks(table, REQUIRED, municipality),
        read=lambda table: _read(table, register, today),
        judge=lambda found: _judge(found, register),
    )
    return check_list(data, file_name, kind)


def with_own_numbers(register: KleRegister, found: tuple[OwnNumber, ...]) -> KleRegister:
    """The register with the municipality's own numbers beside KL's, which come first."""
    own = {one.topic.kle_number: one.topic for one in found if register.topic(one.topic.kle_number) is None}
    return replace(register, own=own)


def _read(table: Table, register: KleRegister, today: date) -> ReadList[tuple[OwnNumber, ...]]:
    reader, found = CellReader(table.header), []
    data = [row for row in table.rows if row.kind == "data"]
    for row in data:
        title: str | None = reader.read(row, columns.KLE_TITLE, text.required_text)
        number: str | None = reader.read(
            # A name is no doubtful number's: it is not in the register.
            row,
            columns.KLE_NUMBER,
            lambda value: kle.read_number(value, None, register),
        )
        since: date | None = reader.read(
            row, columns.SINCE, lambda value: _read_day(value, today), optional=True
        )
        reader.tell_of_numbers(row, (columns.MUNICIPALITY_CODE, columns.MUNICIPALITY_NAME))
        if title and number:
            found.append(OwnNumber(row.number, Topic(number, " ".join(title.split()), since=since)))
    return read_list(reader, data, found, tuple(found))


def _read_day(value: CellValue, today: date) -> Judged[date]:
    """A date. That it is a text is nothing to tell of: in CSV each is."""
    read = read_date(value, today)
    return Judged(read.value, tuple(one for one in read.remarks if one.rule is not TEXT_DATE))


def _judge(found: tuple[OwnNumber, ...], register: KleRegister) -> Iterator[Placed]:
    first: dict[str, OwnNumber] = {}
    edition = format_short_date(register.edition)
    for one in found:
        number, title = one.topic.kle_number, one.topic.title
        normal, known = normalise_title(title), register.topic(number)
        earlier = first.setdefault(number, one)
        if earlier is not one:
            same = normalise_title(earlier.topic.title) == normal
            params: Params = {"found": number, "first": earlier.row, "title": earlier.topic.title}
            yield _at(one, Remark(rules.TWICE if same else rules.TWO_TITLES, params))
        elif known is not None:
            same = normalise_title(known.title) == normal
            params = {"found": number, "title": kle.bare_title(known), "name": title, "edition": edition}
            yield _at(one, Remark(rules.IN_THE_REGISTER if same else rules.TAKEN_BY_KL, params))
        elif meant := [
            topic.kle_number for topic in register.by_normal_title(normal) if topic.retired_on is None
        ]:
            params = {"found": number, "name": title, "numbers": " / ".join(meant)}
            yield _at(one, Remark(rules.TITLE_OF_KL, params, meant[0] if len(meant) == 1 else None))
    outside = [number for number in first if not register.covers(number)]
    if outside:
        params = {
            "count": len(outside),
            "numbers": join_numbers(outside, MOST_NUMBERS),
            "coverage": ", ".join(sorted(register.coverage)),
        }
        yield Placed(Remark(rules.NOT_COVERED, params))


def _at(one: OwnNumber, remark: Remark) -> Placed:
    return Placed(remark, one.row, columns.KLE_NUMBER.key, found=one.topic.kle_number)
