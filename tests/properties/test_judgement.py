"""What holds for the judgement of any sheet: no crash, no invented error, every planted one found."""

# ruff: noqa: DTZ001 (cells have no time zone)

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from functools import cache
from string import Formatter
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import strategies as st

from kleark.registers.kle_register import embedded
from kleark.report.as_json import report_lines
from kleark.report.model import Report
from kleark.report.text_report import render
from kleark.rules.kle import bare_title
from kleark.rules.registry import all_rules, groups
from kleark.schemas import schema
from kleark.sheet.columns import COLUMNS
from kleark.sheet.workbook import CellError, UncachedFormula, Workbook, Worksheet
from tests.support.cell_cases import case_id
from tests.support.report_schema import violations
from tests.support.searching import examples
from tests.support.sheet_builder import (
    ALL_HEADERS,
    CONTACT_POINT,
    MAILBOX,
    Sheet,
    errors,
    judge,
    judge_workbook,
    row,
    sheet_of,
)
from tests.unit.rules import (
    test_dates,
    test_digital_post,
    test_kle,
    test_links,
    test_personal_data,
    test_phone,
    test_self_service,
    test_text,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.configuration.row import Row
    from kleark.report.model import Finding
    from kleark.sheet.workbook import CellValue

KEYS = [column.key for column in COLUMNS]

# Any value at all, and any that some test knows to be odd.
TABLES = [
    module.CASES
    for module in (
        test_text,
        test_kle,
        test_dates,
        test_phone,
        test_links,
        test_digital_post,
        test_self_service,
        test_personal_data,
    )
]
ERRORS = [case for table in TABLES for case in table.errors]
REMARKED = [case for table in TABLES for case in (*table.errors, *table.repairs, *table.warnings)]
known = [value for _, value, *_ in REMARKED]
any_text = st.text(max_size=40) | st.sampled_from([one for one in known if isinstance(one, str)])
any_value: st.SearchStrategy[CellValue] = st.one_of(
    st.none(),
    any_text,
    st.booleans(),
    st.integers(),
    st.integers(-(10**400), 10**400),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.timedeltas(),
    st.builds(CellError, any_text),
    st.builds(UncachedFormula, any_text),
    st.sampled_from(known),
)
any_row = st.dictionaries(st.sampled_from(KEYS), any_value, max_size=11)


def judged(sheet: Sheet) -> Report:
    """The report, once all that must hold for any report has been seen to hold."""
    report = judge(sheet)
    assert "KA901" not in {finding.rule for finding in report.findings}
    told = report.to_json()
    assert violations(told) == []
    assert Report.from_json(told) == report
    assert json.loads("".join(report_lines(report))) == told
    render(report, "da").encode()
    render(report, "en").encode()
    assert (report.verdict == "rejected") == bool(errors(report))
    return report


@examples(250, HealthCheck.data_too_large)
@example(given_rows=[{"kleNumber": time(0, 0)}], links={"H2": "Kontakt\udc00"})
@given(
    given_rows=st.lists(any_row, max_size=5),
    links=st.dictionaries(st.sampled_from(["H2", "I2", "K3"]), any_text),
)
def test_no_value_can_crash_the_judgement(
    given_rows: list[dict[str, CellValue]], links: dict[str, str]
) -> None:
    judged(Sheet(given_rows, ALL_HEADERS, links=links))


@examples(250, HealthCheck.data_too_large)
@given(change=any_row)
def test_a_nearly_valid_row_cannot_crash_it_either(change: dict[str, CellValue]) -> None:
    report = judged(Sheet([row(), row(**change)], ALL_HEADERS))
    assert {one.row_number for one in report.rows} <= {2, 3}


@examples(150, HealthCheck.data_too_large)
@given(
    table=st.lists(
        st.lists(any_value | st.sampled_from([c.header for c in COLUMNS]), max_size=12), max_size=6
    ),
    name=any_text,
)
def test_no_grid_can_crash_it(table: list[list[CellValue]], name: str) -> None:
    rows = tuple((number, tuple(values)) for number, values in enumerate(table, 1))
    report = judge_workbook(Workbook((Worksheet(name, rows=rows),)), file_name=f"{name}.xlsx")
    assert violations(report.to_json()) == []
    render(report).encode()


topics = [topic for topic in embedded().topics.values() if topic.retired_on is None]
paths = st.text(
    st.sampled_from("abcdefghijklmnopqrstuvwxyzæøåABC0123456789-_~%/".replace("%", "")), max_size=30
)
words = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzæøåÆØÅ &-/()"), min_size=1, max_size=30).map(
    lambda text: " ".join(("Job " + text).split())
)
links = st.builds(
    lambda host, path: f"https://{host}/{path}",
    st.sampled_from(["www.odense.dk", "kk.dk", "www.borger.dk", "job.rødovre.dk", "a.b.co.uk"]),
    paths,
)
posts = st.integers(1, 99_999).map(lambda number: f"{MAILBOX}{number}") | st.uuids().map(
    lambda one: CONTACT_POINT.replace("9f0dd1f1-2f4f-4d3c-8a51-8d3f3ab05f3f", str(one))
)
valid_rows = st.builds(
    lambda topic, system, day, phone, department, link, post, service: {
        "kleNumber": topic.kle_number,
        "kleTitle": bare_title(topic),
        "sourceSystem": system,
        "showFrom": day,
        "contactDepartment": department,
        "contactPhone": phone,
        "infoUrl": link,
        "digitalPostUrl": post,
        "selfServiceName": service and service[0],
        "selfServiceUrl": service and service[1],
    },
    st.sampled_from(topics),
    st.sampled_from(["*", "Alle", "FASIT", "KMD Nova", "Opera & Co"]),
    st.dates(date(2006, 1, 1), date(2027, 4, 1)),
    st.integers(20_000_000, 99_999_999) | st.integers(20_000_000, 99_999_999).map(str),
    words,
    links,
    posts,
    st.none() | st.tuples(words, links),
)
valid_sheets = st.lists(
    valid_rows, min_size=1, max_size=8, unique_by=lambda one: (one["kleNumber"], str(one["sourceSystem"]))
).filter(
    # Both names of all systems are one.
    lambda rows: (
        len({(one["kleNumber"], str(one["sourceSystem"]).replace("Alle", "*")) for one in rows}) == len(rows)
    )
)


@examples(120, HealthCheck.data_too_large)
@given(rows=valid_sheets)
def test_a_valid_sheet_has_no_error_and_is_published_whole(rows: list[dict[str, Any]]) -> None:
    report = judged(sheet_of(*rows))
    assert errors(report) == []
    assert len(report.rows) == len(rows)
    for given_row, sourced in zip(rows, report.rows, strict=True):
        one = sourced.row
        assert one.kle_number == given_row["kleNumber"]
        assert one.show_from == given_row["showFrom"]
        assert one.contact_phone == str(given_row["contactPhone"])
        assert one.info_url == given_row["infoUrl"]
        assert one.digital_post.url == given_row["digitalPostUrl"]


planted = st.sampled_from([case for case in ERRORS if case[2] not in ("KA310", "KA311", "KA401")])


@examples(150, HealthCheck.data_too_large)
@given(rows=valid_sheets, at=st.integers(0, 7), case=planted)
def test_one_planted_error_is_found_at_its_cell_and_nothing_else(
    rows: list[dict[str, Any]], at: int, case: tuple[str, Any, str, Any]
) -> None:
    key, value, rule, _ = case
    at %= len(rows)
    rows[at] |= {"selfServiceName": "Søg", "selfServiceUrl": "https://www.odense.dk/"} | {key: value}
    sheet = sheet_of(*rows)
    report = judged(sheet)
    assert [(one.rule, one.cell) for one in errors(report)] == [(rule, sheet.cell(key, at))]
    assert at + 2 not in {one.row_number for one in report.rows}


def fixed(sheet: Sheet, findings: list[Finding]) -> Sheet:
    """The sheet with the suggestions written into their cells. A link that is written anew loses its target."""
    rows = [dict(one) for one in sheet.rows]
    at_cell = {sheet.cell(key, at): (at, key) for at in range(len(rows)) for key in sheet.headers}
    for finding in findings:
        at, key = at_cell[str(finding.cell)]
        rows[at][key] = finding.suggestion
    cells = {finding.cell for finding in findings}
    links = {cell: target for cell, target in sheet.links.items() if cell not in cells}
    return Sheet(rows, sheet.headers, links=links)


def check_suggestions(sheet: Sheet) -> None:
    before = judge(sheet)
    applicable = [one for one in errors(before) if one.suggestion is not None and one.cell is not None]
    after = judge(fixed(sheet, applicable))
    told_before = {(one.rule, one.cell) for one in errors(before)}
    told_after = {(one.rule, one.cell) for one in errors(after)}
    gone = {(one.rule, one.cell) for one in applicable}
    # Rows, number and name, and the self-service pair are held against each other once all can be read.
    together = ("KA380", "KA381", "KA401", "KA501")
    shown = {(rule, cell) for rule, cell in told_after - told_before if rule in together}
    assert told_after - shown == told_before - gone


@pytest.mark.parametrize("case", [case for case in ERRORS if case[3] is not None], ids=case_id)
def test_each_suggestion_mends_its_error_and_makes_no_other(case: tuple[str, Any, str, Any]) -> None:
    check_suggestions(sheet_of(row(**{case[0]: case[1]})))


@examples(200, HealthCheck.data_too_large)
@given(changes=st.lists(any_row, min_size=1, max_size=4))
def test_any_suggestion_mends_its_error_and_makes_no_other(changes: list[dict[str, CellValue]]) -> None:
    rows = [row(kleNumber=f"27.69.{at:02d}") | change for at, change in enumerate(changes)]
    check_suggestions(Sheet(rows, ALL_HEADERS))


LIMITS = {column.header: schema("row")["properties"][column.key].get("maxLength") for column in COLUMNS}
known_texts = st.sampled_from([one for one in known if isinstance(one, str) and one])
long_texts = st.one_of(
    st.builds(lambda text, times: text * times, known_texts, st.integers(2, 3_000)),
    st.builds(lambda text, more: text + more * 40, known_texts, st.text(min_size=1, max_size=800)),
    st.builds(lambda text, more: "a" * more + text, known_texts, st.integers(1, 32_000)),
).map(lambda text: text[:32_767])


@examples(150, HealthCheck.data_too_large)
@example(key="contactDepartment", value="B\u00c3\u00b8rn " * 6_000)
@example(key="infoUrl", value="www.odense.dk/" + "a" * 32_000)
@example(key="digitalPostUrl", value=f"{MAILBOX}{'1' * 32_000}.")
@given(key=st.sampled_from(KEYS), value=long_texts)
def test_no_suggestion_is_longer_than_its_column_allows(key: str, value: str) -> None:
    for finding in judge(sheet_of(row(**{key: value}))).findings:
        if finding.suggestion is not None and finding.column in LIMITS:
            assert LIMITS[finding.column] is None or len(finding.suggestion) <= LIMITS[finding.column]


def as_cells(one: Row) -> dict[str, CellValue]:
    """A published row as an admin would write it."""
    return {
        "kleNumber": one.kle_number,
        "kleTitle": one.kle_title,
        "sourceSystem": one.source_system,
        "showFrom": one.show_from,
        "showActiveRegardless": one.show_active_regardless,
        "contactDepartment": one.contact_department,
        "contactPhone": one.contact_phone,
        "infoUrl": one.info_url,
        "digitalPostUrl": one.digital_post.url,
        "selfServiceName": one.self_service.name if one.self_service else None,
        "selfServiceUrl": one.self_service.url if one.self_service else None,
    }


@examples(150, HealthCheck.data_too_large)
@given(change=any_row)
def test_what_is_published_is_published_again_unchanged(change: dict[str, CellValue]) -> None:
    """A repair is final: the value that is published, written into the sheet, has nothing more to be repaired."""
    for sourced in judge(Sheet([row(**change)], ALL_HEADERS)).rows:
        one = sourced.row
        again = judge(Sheet([as_cells(one)], ALL_HEADERS))
        assert errors(again) == []
        assert [finding for finding in again.findings if finding.repaired] == []
        assert [other.row for other in again.rows] == [one]


RANGES: Mapping[str, tuple[str, ...]] = {
    "file_rules": ("KA1",),
    "table_rules": ("KA2",),
    "ignored_columns": ("KA22",),
    "workbook_checks": ("KA22",),
    "appearance_rules": ("KA22", "KA349", "KA415", "KA417"),
    "text": ("KA30", "KA32"),
    "kle_rules": ("KA31", "KA40"),
    "dates_rules": ("KA33", "KA346", "KA347", "KA348", "KA416", "KA414", "KA42"),
    "phone": ("KA34", "KA41"),
    "links_rules": ("KA35", "KA36", "KA43", "KA445"),
    "digital_post_rules": ("KA37", "KA44"),
    "self_service": ("KA38",),
    "guessed_columns": ("KA23", "KA390", "KA394"),
    "contact_details": ("KA39",),
    "first_use": ("KA717",),
    "cross_row": ("KA5",),
    "obligatory_topics": ("KA504", "KA508"),
    "personal_data": ("KA6",),
    "live_comparison": ("KA7",),
    "near_misses_rules": ("KA71",),
    "part_comparison": ("KA73",),
    "watch_rules": ("KA75", "KA76"),
    "part_membership": ("KA122", "KA507"),
    "inventory_file_rules": ("KA80", "KA81"),
    "inventory_table_rules": ("KA80", "KA81"),
    "inventory_line_rules": ("KA82", "KA83"),
    "inventory_comparison": ("KA51",),
    "own_number_rules": ("KA871", "KA872", "KA873", "KA874", "KA875", "KA876"),
    "case_template_rules": ("KA84", "KA86", "KA870"),
    "case_template_exposure_rules": ("KA84", "KA85", "KA860", "KA869"),
    "responsibility_rules": ("KA88", "KA890"),
    "responsibility_list_rules": ("KA888", "KA89"),
    "internal_error": ("KA9",),
}


def test_each_rule_is_declared_in_the_module_of_its_range() -> None:
    rules = {id(rule) for rule in all_rules().values()}
    seen = set()
    for group in groups():
        name = group.__name__.rpartition(".")[2]
        own = [one for one in vars(group).values() if id(one) in rules and one.id.startswith(RANGES[name])]
        seen |= {one.id for one in own}
    assert seen == set(all_rules())


def test_every_rule_says_all_it_should_in_both_languages() -> None:
    for rule in all_rules().values():
        for text in (rule.title, rule.message, rule.many, rule.why, rule.fix):
            assert text.da.strip(), rule.id
            assert text.en.strip(), rule.id
            assert text.da != text.en, rule.id
        assert rule.source.strip()
        assert "{count}" in rule.many.da, rule.id
        assert "{count}" in rule.many.en, rule.id
        assert _fields(rule.many.da) == _fields(rule.many.en) == {"count"}


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def test_a_message_takes_the_same_in_both_languages() -> None:
    for rule in all_rules().values():
        danish, english = (
            {name.removesuffix(f"_{lang}") for name in _fields(text)}
            for text, lang in ((rule.message.da, "da"), (rule.message.en, "en"))
        )
        assert danish == english, rule.id


@cache
def fired() -> frozenset[str]:
    """The rules that the cases of the unit tests make fire; each wrote its message in both languages."""
    return frozenset(
        finding.rule
        for key, value, *_ in REMARKED
        for finding in judge(sheet_of(row(**{key: value}))).findings
    )


def test_every_rule_on_a_single_cell_is_seen_to_fire() -> None:
    needs_more = {
        *(
            "KA337",
            "KA362",
            "KA364",
            "KA365",
            "KA445",
            "KA380",
            "KA381",
            "KA402",
            "KA403",
            "KA404",
            "KA433",
            "KA435",
            "KA437",
            "KA442",
            "KA440",
            "KA441",
        ),
        "KA320",
        "KA346",
        *("KA390", "KA391", "KA392", "KA393", "KA394", "KA395"),  # in a column that most sheets lack
        *("KA407", "KA408"),  # on the municipality's own list of numbers
        *("KA349", "KA414", "KA415", "KA416", "KA417"),  # the cell's look or formula
    }
    single = {rule_id for rule_id in all_rules() if rule_id[2] in "346"}
    assert single - fired() - needs_more == set()


@examples(60)
@given(
    value=st.sampled_from(
        [
            datetime(1900, 1, 1),
            datetime(9999, 12, 31, 23, 59, 59),
            time.min,
            timedelta.min,
            timedelta.max,
            date.min,
        ]
    ),
    key=st.sampled_from(KEYS),
)
def test_the_ends_of_time_are_judged(value: CellValue, key: str) -> None:
    judged(Sheet([row(**{key: value})], ALL_HEADERS))
