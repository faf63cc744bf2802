"""``kleark cases``: which share of a municipality's cases citizens see, by area and over time."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kleark.commands.arguments import (
    OK,
    UsageError,
    municipality_of,
    progress,
    refuse_without_live,
    requested_municipality,
    requested_register,
    write_json,
)
from kleark.inventory.case_movements import falls
from kleark.inventory.case_sums import sums_of, total_share
from kleark.inventory.share_messages import areas, share_text, summary, trend
from kleark.publishing.errors import Refusal
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from kleark.i18n.language import Language
    from kleark.inventory.case_sums import CaseSums, Share
    from kleark.inventory.share_messages import Area
    from kleark.registers.kle_register import KleRegister
    from kleark.registers.municipalities import Municipality


class BrokenInventoryError(Refusal):
    """An inventory counts in the stack, and its lines are not whole."""

    code = RefusalCode.STORED_DATA_DAMAGED

    def __init__(self) -> None:
        super().__init__(
            "Opgørelsen af indekserne er ikke gemt, som den blev lagt op. Læg den op igen.",
            "The inventory of the indexes is not stored as it was uploaded. Upload it again.",
        )


def run(options: argparse.Namespace) -> int:
    """Tell of one municipality."""
    if not options.live:
        refuse_without_live(options, "inventory_file", "inventory_date", "earlier")
    register = requested_register(options.kle_register)
    whose, series = _of_files(options, register) if options.live else _of_stack(options)
    if options.output_format == "json":
        write_json(_to_json(whose, series, register))
    else:
        print("\n".join(_lines(whose, series, register, options.lang)))
    return OK


def _of_files(
    options: argparse.Namespace, register: KleRegister
) -> tuple[Municipality | None, list[CaseSums]]:
    from kleark.commands.inventory_source import earlier_inventories, requested_inventory
    from kleark.commands.live_source import read_live_rows
    from kleark.configuration.case_counts import by_number

    if options.inventory_file is None:
        raise UsageError(
            RefusalCode.WRONG_USAGE,
            "Skriv også, hvad der er i indekserne: --inventory-file FIL.",
            "Say what is in the indexes, too: --inventory-file FILE.",
        )
    with progress(options.live):
        live = read_live_rows(options.live, options.code, register)
    whose = municipality_of(options.code, live.municipality, options.live)
    indexed = requested_inventory(options, whose, register)
    assert indexed is not None
    systems = by_number(row.key for row in live.rows or ())
    earlier = [sums_of(one, systems) for one in earlier_inventories(options, whose, register)]
    return whose, [*earlier, sums_of(indexed, systems)]


def _of_stack(options: argparse.Namespace) -> tuple[Municipality | None, list[CaseSums]]:
    from kleark.commands.stack_session import on_stack

    return on_stack(_read_stack)(options)


def _read_stack(options: argparse.Namespace) -> tuple[Municipality | None, list[CaseSums]]:
    from kleark.adapters.dynamodb.case_sum_table import CaseSumTable
    from kleark.adapters.dynamodb.inventory_table import InventoryTable
    from kleark.commands.stack_session import find_named_stack
    from kleark.configuration.case_counts import by_number
    from kleark.inventory.current import CurrentInventory, UnreadInventoryError
    from kleark.publishing.ids import municipality_code
    from kleark.publishing.staging import sealed_rows

    whose = requested_municipality(options.code)
    if whose is None:
        raise UsageError(
            RefusalCode.WRONG_USAGE,
            "Skriv, hvilken kommune det er, f.eks. 0461 eller Odense.",
            "Say which municipality it is, e.g. 0461 or Odense.",
        )
    code = municipality_code(whose.code)
    table = find_named_stack(options).table
    try:
        indexed = CurrentInventory(InventoryTable(table.client, table.name)).cases(code)
    except UnreadInventoryError:
        raise BrokenInventoryError from None
    past = CaseSumTable(table.client, table.name).before(code, indexed)
    if indexed is None:
        return whose, past
    live = table.live(code, consistent=True)
    return whose, [
        *past,
        sums_of(indexed, by_number(row.key for row in sealed_rows(code, live.content, table))),
    ]


def _to_json(
    whose: Municipality | None, series: Sequence[CaseSums], register: KleRegister
) -> dict[str, object]:
    now = series[-1] if series else None
    return {
        "municipalityCode": whose.code if whose else None,
        "cases": now.cases if now else None,
        "casesShown": now.shown if now else None,
        "areas": [_area_json(one) for one in areas(now, register)] if now else [],
        "series": [
            {
                "date": one.day or None,
                "digest": one.digest,
                "cases": one.cases,
                "casesShown": one.shown,
                **_percent(total_share(one)),
            }
            for one in series
        ],
        "falls": [
            {
                "kleNumber": one.number,
                "sourceSystem": one.system or None,
                "before": one.before,
                "now": one.now,
                "since": one.since,
            }
            for one in falls(series)
        ],
    }


def _percent(share: Share | None) -> dict[str, object]:
    return {"percentShown": share.percent if share else None}


def _area_json(one: Area) -> dict[str, object]:
    return {
        "area": one.code,
        "title": one.title or None,
        "cases": one.share.cases,
        "casesShown": one.share.shown,
        **_percent(one.share),
        **({"groups": [_area_json(group) for group in one.groups]} if one.groups else {}),
    }


_WORDS = {
    "da": {
        "none": "Der er ingen opgørelse af indekserne.",
        "areas": "Efter område:",
        "series": "Udvikling:",
        "undated": "uden dato",
        "of_day": "Opgørelsen af indekserne er fra {}.",
        "falls": "Sager, der er forsvundet:",
        "fall": "{number}{system}: {before} → {now} siden opgørelsen {since}",
        "of": " fra {}",
    },
    "en": {
        "none": "There is no inventory of the indexes.",
        "areas": "By area:",
        "series": "Over time:",
        "undated": "without a date",
        "of_day": "The inventory of the indexes is of {}.",
        "falls": "Cases that are gone:",
        "fall": "{number}{system}: {before} → {now} since the inventory of {since}",
        "of": " from {}",
    },
}


def _lines(
    whose: Municipality | None, series: Sequence[CaseSums], register: KleRegister, lang: Language
) -> Iterator[str]:
    from kleark.i18n.formats import format_number

    words = _WORDS[lang]
    name = f"{whose.official_name}: " if whose else ""
    if not series:
        yield name + words["none"]
        return
    now = series[-1]
    yield name + summary(now, lang)
    if now.day:
        yield words["of_day"].format(_day(now.day, lang))
    if text := trend(series, lang):
        yield text
    yield words["areas"]
    for one in areas(now, register):
        yield f"  {one.code} {one.title}".rstrip() + f": {share_text(one.share, one.share.cases, lang)}"
        for group in one.groups:
            yield f"    {group.code} {group.title}".rstrip() + f": {share_text(group.share, 0, lang)}"
    if len(series) > 1:
        yield words["series"]
        for each in reversed(series):
            day = _day(each.day, lang) or words["undated"]
            yield f"  {day}: {share_text(total_share(each), each.cases, lang)}"
    if fallen := falls(series):
        yield words["falls"]
    for fall in fallen:
        yield "  " + words["fall"].format(
            number=fall.number,
            system=words["of"].format(fall.system) if fall.system else "",
            before=format_number(fall.before, lang),
            now=format_number(fall.now, lang),
            since=_day(fall.since, lang),
        )


def _day(iso: str, lang: Language) -> str:
    from kleark.i18n.formats import format_date

    return format_date(date.fromisoformat(iso), lang) if iso else ""
