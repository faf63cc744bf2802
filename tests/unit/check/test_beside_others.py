"""A part's sheet is judged beside the live rows of others: what shows only when rows are seen together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.check import check
from kleark.configuration.part import AskedPart, PartKind, define
from kleark.configuration.plan import LiveRows
from tests.support.sheet_builder import MAILBOX, row, sheet_of, written

if TYPE_CHECKING:
    from kleark.configuration.part import Part
    from kleark.configuration.row import Row
    from kleark.report.model import Report

JOB = define("Job", PartKind.DEPARTMENTS, ["Jobcenter"])
OTHERS = tuple(
    row(kleNumber=number, kleTitle=title, contactDepartment="Borgerservice")
    for number, title in (
        ("15.17.12", "Revalidering"),
        ("15.62.05", "Dagpenge"),
        ("15.62.10", "Kontanthjælp"),
        ("15.17.22", "Ressourceforløb"),
    )
)
MINE = row(contactDepartment="Jobcenter", digitalPostUrl=MAILBOX.replace("portalid=", "portalid=9") + "10671")


def judged(part: Part | None = None, live: tuple[Row, ...] | None = ()) -> Report:
    asked = AskedPart(part.name, (part,)) if part else None
    return check(written(sheet_of(MINE)), "ark.xlsx", live=lambda: LiveRows(live, 1), asked=asked)


def live_rows() -> tuple[Row, ...]:
    return tuple(sourced.row for sourced in check(written(sheet_of(*OTHERS)), "ark.xlsx").rows)


def test_an_unusual_portal_shows_beside_the_others_mailboxes() -> None:
    """One link alone says nothing of what is usual."""
    assert "KA441" not in {one.rule for one in judged(JOB).findings}
    assert ("KA441", "H2") in {(one.rule, one.cell) for one in judged(JOB, live_rows()).findings}


def test_what_could_not_be_read_stops_no_check() -> None:
    report = judged(JOB, None)
    assert report.verdict != "rejected"
    assert "KA703" in {one.rule for one in report.findings}


def test_a_part_of_kle_numbers_is_asked_for_its_own_obligatory_ones() -> None:
    part = define("Beskæftigelse", PartKind.KLE, ["15.20"])
    [found] = [one for one in judged(part).findings if one.rule == "KA504"]
    assert "15.20.00" in found.message_da
    assert "15.62.05" not in found.message_da
    assert "KA504" not in {one.rule for one in judged(JOB).findings}
