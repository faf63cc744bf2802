"""``kleark map``: the status of the 98 municipalities as a map, a page or data; without AWS."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kleark.commands.arguments import (
    ERRORS,
    OK,
    UsageError,
    progress,
    read_file,
    refuse_unreadable,
    requested_register,
    save_output,
    wants_colour,
    write_json,
)
from kleark.commands.http_fetch import is_address
from kleark.commands.inventory_source import check_inventory_named, parse_day, rejected_inventory
from kleark.commands.live_source import read_live_rows
from kleark.commands.refusal_output import print_json
from kleark.inventory.indexed_cases import indexed_cases_of
from kleark.refusal_codes import RefusalCode
from kleark.registers.municipalities import municipalities
from kleark.status.messages import shown_total
from kleark.status.overview import InventoryFacts, LiveExposures, overview, with_shown_before

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from kleark.configuration.plan import LiveRows
    from kleark.i18n.language import Language
    from kleark.inventory.model import Inventory
    from kleark.registers.kle_register import KleRegister
    from kleark.report.model import Report
    from kleark.status.overview import Overview

ENDINGS = (".svg", ".html", ".csv", ".json")


def run(options: argparse.Namespace) -> int:
    """Check the inventory, read what is live, and write. An inventory with errors gives its report, and no map."""
    # A drawing where no name says what is wanted.
    ending = ".svg" if options.output == "-" else Path(options.output).suffix.lower()
    if ending not in ENDINGS:
        kinds = ", ".join(ENDINGS)
        raise UsageError(
            RefusalCode.UNKNOWN_FILE_ENDING,
            f"{options.output}: Filnavnet skal ende på {kinds}.",
            f"{options.output}: The name must end in {kinds}.",
        )
    day = parse_day(options.date)
    register = requested_register(options.kle_register)
    options.file = options.inventory
    with progress(options.inventory):
        checked = check_inventory_named(options.inventory, read_file(options.inventory), register)
    refuse_unreadable(checked.report)
    if checked.found is None:
        return _print_errors(checked.report, options)
    status = _overview(checked.found, day, options, register)
    save_output(_encode(status, ending, options.lang), options)
    if options.output_format == "json":
        write_json({"output": options.output, "municipalities": dict(status.counts()), **_cases(status)})
    else:
        print(_counts_text(status, options.lang))
        print(shown_total(status, options.lang))
    return OK


def _print_errors(report: Report, options: argparse.Namespace) -> int:
    """The report of an inventory with errors; in JSON only that it has them, since `kleark check` gives the report."""
    if options.output_format == "json":
        print_json(rejected_inventory(options.inventory, report.counts.errors))
        return ERRORS
    from kleark.report.text_report import render

    sys.stdout.write(render(report, options.lang, colour=wants_colour()))
    return ERRORS


def _overview(
    inventory: Inventory, day: str | None, options: argparse.Namespace, register: KleRegister
) -> Overview:
    facts = InventoryFacts(day, len(inventory.lines), inventory.digest)
    indexed = indexed_cases_of(inventory.lines)
    live = {code: _exposures(rows) for code, rows in _live(options.live, register)}
    of = overview(facts, indexed, live)
    if not options.before:
        return of
    before = {code: _exposures(rows) for code, rows in _live(options.before, register)}
    return with_shown_before(of, indexed, before)


def _cases(of: Overview) -> dict[str, int]:
    """The totals of cases, for programs."""
    before = of.shown_before
    return {
        "cases": of.cases,
        "casesShown": of.shown,
        **({} if before is None else {"casesShownBefore": before}),
    }


def _live(sources: list[str], register: KleRegister) -> Iterator[tuple[str, LiveRows]]:
    """What is live of each municipality, once. Raises UsageError for a municipality that two sources tell of."""
    seen: dict[str, str] = {}
    for name, code in _live_sources(sources):
        with progress(name):
            rows = read_live_rows(name, code, register)
        whose = rows.municipality
        if whose is None:
            raise UsageError(
                RefusalCode.MUNICIPALITY_NOT_STATED,
                f"{name}: Filen siger ikke, hvilken kommune den er fra. Brug config.json eller et svar fra portalens "
                "API.",
                f"{name}: The file does not say whose it is. Use a config.json or an answer of the portal's API.",
            )
        if whose in seen:
            raise UsageError(
                RefusalCode.MUNICIPALITY_TWICE,
                f"{name} og {seen[whose]} er begge fra kommune {whose}. Kun den ene kan være det, der vises.",
                f"{name} and {seen[whose]} are both of municipality {whose}. Only one of them can be what is live.",
            )
        seen[whose] = name
        yield whose, rows


def _live_sources(sources: list[str]) -> Iterator[tuple[str, str | None]]:
    """Each address or file to read, and whose it must be, where the address says so."""
    for source in sources:
        if is_address(source):
            base = source.rstrip("/").removesuffix("/v1") + "/v1"
            yield from ((f"{base}/kommuner/{one.code}/konfiguration", one.code) for one in municipalities())
        elif Path(source).is_dir():
            files = sorted(path for path in Path(source).iterdir() if path.suffix.lower() == ".json")
            yield from ((str(path), None) for path in files)
        else:
            yield source, None


def _exposures(rows: LiveRows) -> LiveExposures:
    return LiveExposures(rows.revision or 0, frozenset(row.key for row in rows.rows or ()))


def _encode(of: Overview, ending: str, lang: Language) -> bytes:
    if ending == ".svg":
        from kleark.status.svg import status_svg

        return status_svg(of, lang).encode()
    if ending == ".html":
        from kleark.status.html_page import status_html

        return status_html(of, lang).encode()
    from kleark.status.export import to_csv, to_json

    if ending == ".csv":
        return to_csv(of, lang).encode("utf-8-sig")
    return f"{json.dumps(to_json(of), ensure_ascii=False, indent=1)}\n".encode()


def _counts_text(of: Overview, lang: Language) -> str:
    """One line for each status."""
    from kleark.status.messages import WORDS, key_of

    labels = WORDS[lang].labels
    return "\n".join(f"{count:3}  {labels[key_of(status)]}" for status, count in of.counts().items())
