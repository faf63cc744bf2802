"""What is said of a sheet without errors, held against what citizens see now."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from kleark.configuration.plan import LiveRows
from kleark.configuration.row import DigitalPost
from kleark.rules.registry import get
from tests.support.obligatory import OBLIGATORY
from tests.support.sheet_builder import ALL_HEADERS, HEADERS, MAILBOX, Sheet, judge, row, rows, sheet_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.configuration.row import Row
    from kleark.report.model import Finding, Report
    from kleark.sheet.workbook import CellValue


def live_of(*sheets: Sheet) -> tuple[Row, ...]:
    """The rows that would be live after a sheet was published."""
    report = judge(*sheets)
    assert report.verdict != "rejected"
    return tuple(sourced.row for sourced in report.rows)


def held(sheet: Sheet, live: Sequence[Row] | None, **facts: Any) -> Report:
    known: dict[str, Any] = {"revision": 3, "municipality": "0461"} | facts
    given = LiveRows(None if live is None else tuple(live), **known)
    return judge(sheet, live=lambda: given)


def told(report: Report) -> list[tuple[str, str, str | None]]:
    found = [one for one in report.findings if one.rule.startswith("KA7")]
    return [(one.rule, one.severity, one.cell) for one in found]


def finding(report: Report, rule: str) -> Finding:
    [found] = [one for one in report.findings if one.rule == rule]
    return found


NINE = [row(sourceSystem=f"System {number}") for number in range(9)]


@pytest.mark.parametrize(
    ("kept", "limit", "fires"),
    [(6, None, False), (5, None, True), (8, 10, True), (8, 12, False), (1, 100, False), (8, 0, True)],
)
def test_more_than_may_vanish(kept: int, limit: int | None, *, fires: bool) -> None:
    report = held(sheet_of(*NINE[:kept]), live_of(sheet_of(*NINE)), removal_limit=limit)
    assert (("KA701", "warning", None) in told(report)) is fires
    assert report.plan is not None
    assert len(report.plan.removed) == 9 - kept


def test_what_vanishes_is_named_and_counted() -> None:
    live = live_of(sheet_of(*rows(5)))
    message = finding(held(sheet_of(*rows(3)), live), "KA701").message_da
    assert "2 rækker, der vises nu, mangler i arket: 15.17.26, 15.62.05." in message
    assert "mere end en tredjedel af 5 rækker" in message
    assert "kræver bekræftelse" in get("KA701").title.da
    limited = finding(held(sheet_of(*rows(3)), live, removal_limit=20), "KA701")
    assert "mere end 20 procent" in limited.message_da
    assert "more than 20 percent" in limited.message_en


def test_the_same_rows_are_told_once_and_nothing_else() -> None:
    report = held(sheet_of(*rows(4)), live_of(sheet_of(*rows(4))))
    assert told(report) == [("KA702", "info", None)]
    assert "(version 3)" in finding(report, "KA702").message_da
    unknown = held(sheet_of(*rows(4)), live_of(sheet_of(*rows(4))), revision=None)
    assert "version 3" not in finding(unknown, "KA702").message_da


def test_the_first_publication_has_a_plan_and_no_remark() -> None:
    report = held(sheet_of(*rows(3)), (), revision=0)
    assert told(report) == []
    assert report.plan is not None
    assert (len(report.plan.added), report.plan.against_revision) == (3, 0)


def test_what_could_not_be_read_is_told_and_costs_nothing_else() -> None:
    plain, report = judge(sheet_of(*rows(3))), held(sheet_of(*rows(3)), None)
    assert told(report) == [("KA703", "info", None)]
    assert report.plan is None
    assert [one for one in report.findings if one.rule != "KA703"] == list(plain.findings)
    assert report.counts.infos == plain.counts.infos + 1


def test_a_sheet_with_errors_is_not_compared() -> None:
    def never() -> LiveRows:
        raise AssertionError("what is live is read for nothing")

    report = judge(sheet_of(row(contactPhone="x")), live=never)
    assert (told(report), report.plan, report.verdict) == ([], None, "rejected")


def test_obligatory_numbers_that_vanish() -> None:
    some = [row(kleNumber=number, kleTitle=title) for number, title in TITLES.items()]
    report = held(sheet_of(*some[:3]), live_of(sheet_of(*some)))
    gone = [number for number in OBLIGATORY if number in set(list(TITLES)[3:])]
    assert finding(report, "KA704").message_da.endswith(f"({len(gone)}): {', '.join(gone)}.")
    # It is still shown, from another system.
    moved = held(sheet_of(*some[:3], some[3] | {"sourceSystem": "KSD"}), live_of(sheet_of(*some[:4])))
    assert "KA704" not in {one.rule for one in moved.findings}


TITLES = {
    "15.62.05": "Dagpenge",
    "15.62.10": "Kontanthjælp",
    "15.20.24": "Fleksjob",
    "15.17.12": "Revalidering",
}


@pytest.mark.parametrize(
    ("key", "value", "in_two_of_three", "in_both"),
    [
        ("contactPhone", "66131376", [("KA712", "warning", "F3")], [("KA716", "info", None)]),
        ("contactDepartment", "Borgerservice", [("KA716", "info", None)], [("KA716", "info", None)]),
        ("infoUrl", "https://www.odense.dk/andet", [], []),
        # Each of the department's rows has a mailbox of its own: one more is merely new.
        ("digitalPostUrl", MAILBOX + "77", [("KA716", "info", None)], [("KA716", "info", None)]),
    ],
)
def test_a_column_changed_in_all_rows(
    key: str,
    value: CellValue,
    in_two_of_three: list[tuple[str, str, str | None]],
    in_both: list[tuple[str, str, str | None]],
) -> None:
    """It is said once, and no more of what is new in it; where it is not all rows, what is new is told instead."""
    live = live_of(sheet_of(*rows(3)))
    report = held(sheet_of(*rows(3, **{key: value})), live)
    assert told(report) == [("KA705", "warning", None)]
    assert finding(report, "KA705").column == HEADERS[key]
    assert HEADERS[key] in finding(report, "KA705").message_da
    but_one = [*rows(3, **{key: value})[:2], rows(3)[2]]
    assert told(held(sheet_of(*but_one), live)) == in_two_of_three
    two = live_of(sheet_of(*rows(2)))
    assert told(held(sheet_of(*rows(2, **{key: value})), two)) == in_both


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        ({"showFrom": date(2021, 4, 1)}, {"showFrom": date(2021, 4, 2)}, "KA706"),
        ({"showFrom": date(2021, 4, 2)}, {"showFrom": date(2021, 4, 1)}, None),
        ({"showActiveRegardless": "Ja"}, {"showActiveRegardless": "Nej"}, "KA707"),
        ({"showActiveRegardless": "Nej"}, {"showActiveRegardless": "Ja"}, None),
        (
            {"showFrom": date(2021, 4, 1), "showActiveRegardless": "Ja"},
            {"showFrom": date(2021, 4, 2), "showActiveRegardless": "Nej"},
            "KA706",
        ),
    ],
)
def test_cases_that_vanish_by_their_date(
    before: Mapping[str, CellValue], after: Mapping[str, CellValue], rule: str | None
) -> None:
    live = live_of(Sheet([row(**before)], ALL_HEADERS))
    sheet = Sheet([row(**after)], ALL_HEADERS)
    cell = sheet.cell("showFrom" if rule == "KA706" else "showActiveRegardless")
    assert told(held(sheet, live)) == ([(rule, "warning", cell)] if rule else [])


def test_a_later_date_tells_both_and_whether_active_cases_stay() -> None:
    live = live_of(sheet_of(row(showFrom=date(2020, 1, 1))))
    message = finding(held(sheet_of(row()), live), "KA706").message_da
    assert "Fradatoen er 01-04-2021 og var 01-01-2020." in message
    assert "aktive" not in message
    active = held(sheet_of(row(showActiveRegardless="Ja")), live)
    assert finding(active, "KA706").message_da.endswith("forsvinder for borgerne, undtagen de aktive.")


def test_a_lost_column_of_active_cases_is_told_on_the_row() -> None:
    live = live_of(Sheet([row(showActiveRegardless="Ja")], ALL_HEADERS))
    found = finding(held(sheet_of(row()), live), "KA707")
    assert (found.row, found.cell, found.column) == (2, None, None)


@pytest.mark.parametrize(("key", "value"), [("kle_number", "15.20.25"), ("source_system", "*")])
def test_a_row_that_only_moved(key: str, value: str) -> None:
    [before] = live_of(sheet_of(row()))
    report = held(sheet_of(row()), [replace(before, **{key: value})])  # type: ignore[arg-type]
    found = finding(report, "KA708")
    assert (found.severity, found.cell) == ("info", "A2" if key == "kle_number" else "C2")
    assert ("15.20.25" if key == "kle_number" else "alle fagsystemer") in found.message_da


def test_all_self_service_vanishes() -> None:
    live = live_of(sheet_of(*rows(3)))
    none = rows(3, selfServiceName=None, selfServiceUrl=None)
    report = held(sheet_of(*none), live)
    assert told(report) == [("KA709", "warning", None)]
    assert finding(report, "KA709").message_da.startswith("3 af de rækker")
    assert told(held(sheet_of(*none[:2], rows(3)[2]), live)) == []
    # From one row it was surely taken on purpose.
    assert told(held(sheet_of(*none[:1]), live[:1])) == []


def test_frozen_is_told_beside_the_rest() -> None:
    live = live_of(sheet_of(*rows(3)))
    assert told(held(sheet_of(*rows(3)), live, frozen=True)) == [
        ("KA710", "info", None),
        ("KA702", "info", None),
    ]


def test_the_findings_keep_the_sheet_s_order_and_counts() -> None:
    live = live_of(sheet_of(*(one | {"showFrom": date(2020, 1, 1)} for one in rows(4))))
    report = held(sheet_of(*rows(4, contactPhone=66131373)), live)
    on_rows = [one.row for one in report.findings if one.row]
    assert on_rows == sorted(on_rows)
    assert [one.row for one in report.findings][: -len(on_rows)] == [None] * (
        len(report.findings) - len(on_rows)
    )
    tally = [
        sum(one.severity == severity for one in report.findings) for severity in ("error", "warning", "info")
    ]
    assert tally == [report.counts.errors, report.counts.warnings, report.counts.infos]


def test_the_plan_is_of_the_rows_as_they_will_be_published() -> None:
    [before] = live_of(sheet_of(row()))
    post = DigitalPost(before.digital_post.url.replace("10671", "10672"), "1049", "10672")
    plan = held(sheet_of(row(contactPhone="+45 66 13 13 72")), [replace(before, digital_post=post)]).plan
    assert plan is not None
    [changed] = plan.changed
    assert [change.field for change in changed.changes] == ["digital_post"]
    assert (plan.against_revision, plan.municipality) == (3, "0461")
