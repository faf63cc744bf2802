"""KLE numbers and show-from dates of live rows, held against the active edition of the register and today."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from kleark.i18n.formats import format_short_date
from kleark.registers.kle_register import normalise_title
from kleark.rules import kle_rules
from kleark.rules.dates import within_reason
from kleark.rules.kle import agree, bare_title
from kleark.rules.model import Remark
from kleark.rules.watch_rules import RENAMED, UNREACHABLE, VANISHED
from kleark.sheet import columns
from kleark.watch.noticed import Noticed, written_key, written_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from kleark.configuration.row import Row
    from kleark.registers.kle_register import KleRegister, Topic

_OF_THE_NUMBER = frozenset(
    {kle_rules.UNKNOWN, kle_rules.RETIRED, kle_rules.RETIRING, kle_rules.CONTRADICTION}
)
"""What time can bring. A name of one's own choice was told of when the sheet was uploaded."""


def number_findings(
    rows: Sequence[Row], register: KleRegister, titles: Mapping[str, str]
) -> Iterator[Noticed]:
    """Numbers that are retired, retiring, unknown or renamed.

    Args:
        rows: The live rows.
        register: The active edition.
        titles: What an earlier edition called the numbers: see `WatchState`.
    """
    by_topic: defaultdict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        by_topic[row.kle_number, row.kle_title].append(row)
    told: dict[tuple[str, ...], tuple[Remark, list[Row]]] = {}
    for (_, title), of_topic in sorted(by_topic.items()):
        for remark in _remarks(of_topic[0].kle_number, title, register, titles):
            told.setdefault((remark.rule.id, *_subject(remark, title)), (remark, []))[1].extend(of_topic)
    for (_, *subject), (remark, on) in told.items():
        column = columns.KLE_TITLE if remark.rule is RENAMED else columns.KLE_NUMBER
        yield Noticed(remark, tuple(subject), written_keys(on), column.key, str(remark.params["found"]))


def _subject(remark: Remark, title: str) -> tuple[str, ...]:
    """What is the thing: the number, whatever rows call it, unless the name is what is wrong."""
    params = remark.params
    if remark.rule is RENAMED:
        return str(params["number"]), str(params["title"]), title
    number = str(params["found"])
    return (
        (number, title) if remark.rule is kle_rules.CONTRADICTION else (number, str(params.get("year", "")))
    )


def _remarks(number: str, title: str, register: KleRegister, titles: Mapping[str, str]) -> Iterator[Remark]:
    # What KL calls a number is nothing to hold a municipality's own one against.
    before = None if register.is_own(number) else titles.get(number)
    topic = register.topic(number)
    if topic is None and before is not None and register.covers(number):
        yield Remark(VANISHED, {"found": number, "edition": format_short_date(register.edition)})
        return
    if topic is not None and before is not None and _was_renamed(title, before, topic):
        shown = bare_title(topic)
        yield Remark(RENAMED, {"number": number, "found": title, "title": shown}, suggestion=shown)
        yield from (one for one in agree(number, topic.title, register) if one.rule in _OF_THE_NUMBER)
        return
    yield from (one for one in agree(number, title, register) if one.rule in _OF_THE_NUMBER)


def _was_renamed(title: str, before: str, topic: Topic) -> bool:
    """Whether the row has the name that KL gave the topic before. Another name was somebody's choice."""
    now = normalise_title(topic.title)
    return normalise_title(title) == normalise_title(before) != now


def remembered_titles(
    rows: Iterable[Row], register: KleRegister, titles: Mapping[str, str]
) -> dict[str, str]:
    """What to remember of the register for the next judgement, of the numbers that are live.

    As long as a row has the name of before, that name is what is remembered; of a number that has vanished, its last.
    """
    kept: dict[str, str] = {}
    for row in sorted(rows, key=written_key):
        number = row.kle_number
        topic, before = register.topic(number), titles.get(number)
        if topic is None or register.is_own(number):
            if before is not None:
                kept[number] = before
        elif before is not None and _was_renamed(row.kle_title, before, topic):
            kept[number] = before
        else:
            kept.setdefault(number, topic.title)
    return kept


def date_findings(rows: Iterable[Row], register: KleRegister, today: date) -> Iterator[Noticed]:
    """Show-from dates that no case can reach, or not for long."""
    for row in sorted(rows, key=written_key):
        subject = (row.kle_number, row.source_system.casefold(), row.show_from.isoformat())
        place = ((written_key(row),), columns.SHOW_FROM.key, format_short_date(row.show_from))
        topic = register.topic(row.kle_number)
        if topic is not None and (retires := _retires_before(row.show_from, topic)):
            params = {
                "day": format_short_date(row.show_from),
                "number": row.kle_number,
                "retires_da": retires[0],
                "retires_en": retires[1],
                "but_da": " ud over aktive sager" if row.show_active_regardless else "",
                "but_en": " but active cases" if row.show_active_regardless else "",
            }
            yield Noticed(Remark(UNREACHABLE, params), subject, *place)
            continue
        for remark in within_reason(row.show_from, today).remarks:
            # That a date is far back, no day that passes brings about for a row that somebody has checked.
            if row.show_from > today:
                yield Noticed(remark, subject, *place)


def _retires_before(day: date, topic: Topic) -> tuple[str, str] | None:
    """When the topic retires, if that is before this day: in Danish and in English."""
    if topic.retired_on is not None:
        retired = format_short_date(topic.retired_on)
        return (f"udgik {retired}", f"was retired on {retired}") if day >= topic.retired_on else None
    year = topic.retiring
    return None if year is None or day.year <= year else (f"udgår i {year}", f"retires in {year}")
