"""A sheet that speaks for a part, as its key says: checked for that part, and never published as a whole."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from kleark.check import check
from kleark.configuration.part import PartKind
from kleark.publishing.manual import publish_upload, set_wait_for_answers
from kleark.publishing.model import UploadStatus
from kleark.publishing.part_definitions import checked_part, define_part
from kleark.publishing.staging import sealed_rows
from kleark.registers.municipalities import municipality
from tests.integration.intake.test_sheet import publish_queued, record_of, report_of, take_in
from tests.support.acting import change_request
from tests.support.sheet_builder import row, sheet_of, written
from tests.support.world import NOON

if TYPE_CHECKING:
    from tests.support.world import World

OTHERS: dict[str, Any] = {
    "kleNumber": "15.17.12",
    "kleTitle": "Revalidering",
    "contactDepartment": "Borgerservice",
}
OWN: dict[str, Any] = {"contactDepartment": "Jobcenter"}


def sheet(*rows: dict[str, Any]) -> bytes:
    return written(sheet_of(*(row(**cells) for cells in rows)))


def findings(world: World, identity: str) -> list[tuple[str, str | None]]:
    report = report_of(world, "0461", identity)
    return [(one["rule"], one["cell"]) for one in report["findings"] if one["severity"] == "error"]


@pytest.fixture
def departments(world: World) -> World:
    for name in ("Jobcenter", "Borgerservice"):
        part = checked_part(name, PartKind.DEPARTMENTS, [name])
        define_part(part, "anne", "hver sin", world.place)
    both = check(sheet(OWN, OTHERS), "ark.xlsx", municipality("0461")).rows
    world.published([sourced.row for sourced in both])
    return world


def rows_now(world: World) -> list[tuple[str, str]]:
    live = sealed_rows(world.code, world.live().content, world.table)
    return [(one.kle_number, one.contact_phone) for one in live]


def test_a_part_is_published_from_its_folder(departments: World) -> None:
    identity = take_in(departments, "0461/del/jobcenter/ark.xlsx", sheet({**OWN, "contactPhone": 70101010}))
    record = record_of(departments, identity)
    assert (record.status, record.part) == (UploadStatus.QUEUED, "Jobcenter")
    plan = report_of(departments, "0461", identity)["plan"]
    assert (plan["part"], plan["counts"]["before"], plan["counts"]["removed"]) == ("Jobcenter", 1, 0)
    publish_queued(departments)
    assert ("15.20.24", "70101010") in rows_now(departments)
    assert len(rows_now(departments)) == 2


def test_a_row_of_anothers_is_an_error_at_its_cell(departments: World) -> None:
    identity = take_in(departments, "0461/del/Jobcenter/ark.xlsx", sheet(OWN, OTHERS))
    assert record_of(departments, identity).status is UploadStatus.REJECTED
    [found] = [one for one in report_of(departments, "0461", identity)["findings"] if one["rule"] == "KA507"]
    assert found["cell"] == "E3"
    assert "Den hører til delen Borgerservice." in found["message"]["da"]
    assert found["suggestion"] is None


def test_a_misspelt_department_gets_the_parts_own_as_suggestion(departments: World) -> None:
    misspelt = sheet({"contactDepartment": "Jobcentret"})
    identity = take_in(departments, "0461/del/Jobcenter/ark.xlsx", misspelt)
    [found] = [one for one in report_of(departments, "0461", identity)["findings"] if one["rule"] == "KA507"]
    assert found["suggestion"] == "Jobcenter"
    assert "Den hører ikke til nogen del." in found["message"]["da"]


@pytest.mark.parametrize(
    ("key", "named"),
    [
        ("0461/del/Jobcentre/ark.xlsx", "Jobcentre"),
        ("0461/del/ark.xlsx", ""),
        ("0461/Del /Kultur/ark.xlsx", "Kultur"),
    ],
)
def test_an_unknown_part_is_never_published_as_a_whole(departments: World, key: str, named: str) -> None:
    identity = take_in(departments, key, sheet({**OWN, "contactPhone": 70101010}))
    record = record_of(departments, identity)
    assert (record.status, record.part, record.part_reach) == (UploadStatus.REJECTED, named, None)
    [found] = [one for one in report_of(departments, "0461", identity)["findings"] if one["rule"] == "KA122"]
    assert "Delene er: Borgerservice, Jobcenter." in found["message"]["da"]
    publish_queued(departments)
    assert departments.live().revision == 1


def test_where_there_are_no_parts_that_is_told(world: World) -> None:
    identity = take_in(world, "0461/del/Job/ark.xlsx", sheet(OWN))
    assert findings(world, identity) == [("KA122", None)]
    assert "ikke oprettet nogen dele" in str(report_of(world, "0461", identity)["findings"])


@pytest.mark.parametrize(
    "key", ["0461/kontrol/del/Jobcenter/ark.xlsx", "0461/del/Jobcenter/kontrol/ark.xlsx"]
)
def test_a_part_can_be_only_checked(departments: World, key: str) -> None:
    identity = take_in(departments, key, sheet(OWN))
    record = record_of(departments, identity)
    assert (record.status, record.part) == (UploadStatus.CHECKED, "Jobcenter")


def test_a_row_that_moves_is_told_on_both_sides(departments: World) -> None:
    moving = {**OTHERS, "contactDepartment": "Jobcenter"}
    taking = take_in(departments, "0461/del/Jobcenter/ark.xlsx", sheet(OWN, moving))
    [told] = [one for one in report_of(departments, "0461", taking)["findings"] if one["rule"] == "KA731"]
    assert (told["cell"], told["severity"]) == ("E3", "warning")
    assert "Rækken vises nu for Borgerservice (delen Borgerservice)." in told["message"]["da"]
    giving = take_in(departments, "0461/del/Borgerservice/ark.xlsx", sheet(moving))
    assert findings(departments, giving) == [("KA507", "E2")]
    publish_queued(departments)
    assert record_of(departments, taking).status is UploadStatus.AWAITING_ANSWERS


def test_an_empty_sheet_of_a_part_takes_nothing_away(departments: World) -> None:
    identity = take_in(departments, "0461/del/Jobcenter/ark.xlsx", written(sheet_of()))
    assert record_of(departments, identity).status is UploadStatus.REJECTED
    publish_queued(departments)
    assert len(rows_now(departments)) == 2


def test_a_part_is_not_asked_for_the_obligatory_numbers(departments: World) -> None:
    identity = take_in(departments, "0461/kontrol/del/Jobcenter/ark.xlsx", sheet(OWN))
    rules = {one["rule"] for one in report_of(departments, "0461", identity)["findings"]}
    assert "KA504" not in rules


def test_a_whole_sheet_that_loses_anothers_rows_says_whose(departments: World) -> None:
    more: list[dict[str, Any]] = [
        {**OWN, "kleNumber": number, "kleTitle": title}
        for number, title in (
            ("15.62.05", "Dagpenge"),
            ("15.62.10", "Kontanthjælp"),
            ("15.62.15", "Uddannelseshjælp"),
        )
    ]
    first = take_in(departments, "0461/helt.xlsx", sheet(OWN, *more, OTHERS))
    publish_queued(departments)
    assert record_of(departments, first).status is UploadStatus.PUBLISHED
    changed = sheet({**OWN, "contactPhone": 70101010}, *more)
    identity = take_in(departments, "0461/kontrol/uden.xlsx", changed)
    told = [one for one in report_of(departments, "0461", identity)["findings"] if one["rule"] == "KA732"]
    assert [one["message"]["da"].partition(":")[0] for one in told] == [
        "1 række fra Borgerservice forsvinder"
    ]


DAGPENGE: dict[str, Any] = {"kleNumber": "15.62.05", "kleTitle": "Dagpenge"}


def test_a_number_for_all_and_for_one_in_two_parts_is_told_at_the_sheets_row(departments: World) -> None:
    every = {**OTHERS, **DAGPENGE, "sourceSystem": "Alle"}
    whole = check(sheet(OWN, OTHERS, every), "ark.xlsx", municipality("0461")).rows
    departments.published([sourced.row for sourced in whole], NOON + timedelta(minutes=1))
    identity = take_in(departments, "0461/del/Jobcenter/ark.xlsx", sheet(OWN, {**OWN, **DAGPENGE}))
    [told] = [one for one in report_of(departments, "0461", identity)["findings"] if one["rule"] == "KA733"]
    assert (told["cell"], told["severity"]) == ("A3", "warning")
    assert "hos Borgerservice for alle fagsystemer" in told["message"]["da"]
    assert "rækken for FASIT alene" in told["message"]["da"]


def test_what_another_part_published_since_the_check_is_judged_when_it_goes_live(departments: World) -> None:
    set_wait_for_answers("anne", "besluttet", departments.place, wait=True)
    mine = {**OWN, **DAGPENGE}
    identity = take_in(departments, "0461/del/Jobcenter/ark.xlsx", sheet(OWN, mine))
    assert "KA733" not in {one["rule"] for one in report_of(departments, "0461", identity)["findings"]}
    theirs = {**mine, "contactDepartment": "Borgerservice", "sourceSystem": "Alle"}
    other = take_in(departments, "0461/kontrol/del/Borgerservice/ark.xlsx", sheet(OTHERS, theirs))
    publish_upload(other, change_request("anne", "aftalt", 1), departments.place, departments.reports)
    publish_queued(departments)
    record = record_of(departments, identity)
    assert record.status is UploadStatus.AWAITING_ANSWERS
    assert "KA733" in (record.reason or "")


def test_the_first_sheet_of_a_part_is_judged_beside_the_others(departments: World) -> None:
    define_part(checked_part("Ydelse", PartKind.DEPARTMENTS, ["Ydelse"]), "anne", "ny", departments.place)
    mine = {**OTHERS, "contactDepartment": "Ydelse", "sourceSystem": "Alle"}
    identity = take_in(departments, "0461/del/Ydelse/ark.xlsx", sheet(mine))
    told = [
        one["cell"] for one in report_of(departments, "0461", identity)["findings"] if one["rule"] == "KA733"
    ]
    assert told == ["A2"]
