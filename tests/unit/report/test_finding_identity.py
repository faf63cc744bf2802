"""What makes a warning the same in the next sheet, and what makes it another one."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from kleark.check import check_in_detail
from kleark.configuration.plan import LiveRows
from kleark.registers.municipalities import municipality
from kleark.report.finding_identity import FindingIdentity, is_masked
from tests.support.sheet_builder import HEADERS, TODAY, Sheet, row, rows, written

if TYPE_CHECKING:
    from kleark.report.model import Finding

PREMIUM = "90131372"
"""A number of which KA411 says that it costs the citizen money."""
POSSIBLE = "0101801234"
"""What could be a CPR number (KA602)."""


def warnings(sheet: Sheet, name: str = "ark.xlsx") -> list[Finding]:
    checked = check_in_detail(written(sheet), name, municipality("0461"), today=TODAY)
    return [one for one in checked.every if one.severity == "warning"]


def identities(sheet: Sheet, rule: str, name: str = "ark.xlsx") -> list[FindingIdentity]:
    found = [one.identity for one in warnings(sheet, name) if one.rule == rule]
    assert None not in found
    return [one for one in found if one is not None]


def test_every_warning_has_an_identity_and_nothing_else_has() -> None:
    sheet = Sheet([row(contactPhone=PREMIUM, showFrom="2021-04-01"), *rows(3)])
    every = check_in_detail(written(sheet), "ark.xls", municipality("0461"), today=TODAY).every
    assert {one.severity for one in every} >= {"warning", "info"}
    assert all((one.identity is not None) is (one.severity == "warning") for one in every)


def test_it_is_in_no_report() -> None:
    sheet = Sheet([row(contactPhone=PREMIUM)])
    [finding] = [one for one in warnings(sheet) if one.rule == "KA411"]
    assert "identity" not in json.dumps(finding.to_json())
    assert "FindingIdentity" not in repr(finding)


def test_rows_above_do_not_make_it_another_one() -> None:
    alone = Sheet([row(contactPhone=PREMIUM)])
    lower = Sheet([*rows(4)[1:], row(contactPhone=PREMIUM)], first=6)
    assert identities(alone, "KA411") == identities(lower, "KA411")


def test_another_value_row_system_column_or_rule_does() -> None:
    sheets = [
        Sheet([row(contactPhone=PREMIUM)]),
        Sheet([row(contactPhone="90131373")]),
        Sheet([row(contactPhone=PREMIUM, kleNumber="15.17.12", kleTitle="Revalidering")]),
        Sheet([row(contactPhone=PREMIUM, sourceSystem="KSD")]),
    ]
    made = [one for sheet in sheets for one in identities(sheet, "KA411")]
    assert len(set(made)) == len(sheets)
    short = "https://bit.ly/3abc"
    links = Sheet([row(infoUrl=short, selfServiceUrl=short)])
    by_rule = Counter(one.rule for one in warnings(links))
    [rule] = [rule for rule, count in by_rule.items() if count == 2]
    first, second = identities(links, rule)
    assert (first.subject, first.value != second.value or first.column != second.column) == (
        second.subject,
        True,
    )


def test_a_value_that_is_shown_shortened_counts_whole() -> None:
    long = "https://www.aarhus.dk/" + "a" * 100
    one, other = (Sheet([row(infoUrl=long + end)]) for end in ("b", "c"))
    [rule] = {finding.rule for finding in warnings(one)} & {"KA430", "KA433", "KA434", "KA435"} or {"none"}
    shown = [finding.found for sheet in (one, other) for finding in warnings(sheet) if finding.rule == rule]
    assert len(set(shown)) == 1, "they look alike in the report"
    assert identities(one, rule) != identities(other, rule)


def test_every_cell_of_a_range_counts() -> None:
    """Of a column without a header, the report says only where it is."""

    def sheet(*notes: str) -> Sheet:
        beside = {f"L{at}": note for at, note in enumerate(notes, 2)}
        return Sheet(rows(3), extra=beside)

    assert identities(sheet("a", "b"), "KA218") == identities(sheet("a", "b"), "KA218")
    assert identities(sheet("a", "b"), "KA218") != identities(sheet("a", "c"), "KA218")


def test_what_is_hidden_counts_as_it_is() -> None:
    """Two numbers look alike behind the mask: an answer to one must not hide the other."""
    one = Sheet(rows(2), {**HEADERS, "note": "Bemærkning"}, extra={"K2": POSSIBLE})
    other = Sheet(rows(2), {**HEADERS, "note": "Bemærkning"}, extra={"K2": "0201801234"})
    assert [f.found for f in warnings(one) if f.rule == "KA602"] == [
        f.found for f in warnings(other) if f.rule == "KA602"
    ]
    assert identities(one, "KA602") != identities(other, "KA602")
    [name] = identities(Sheet(rows(2)), "KA602", f"ark {POSSIBLE}.xlsx")
    assert name != identities(Sheet(rows(2)), "KA602", "ark 0201801234.xlsx")[0]
    assert not is_masked(name)


def test_what_was_hidden_before_it_came_here_is_known_as_that() -> None:
    for value in ((("", "ark xxxxxx-xxxx.xlsx"), (), ()), (("", ""), (), ("nr. ******-****",))):
        assert is_masked(FindingIdentity("KA602", 1, ("file",), "", value))
    shown_masked = (("******-****", "0101801234"), (), ())
    assert not is_masked(FindingIdentity("KA602", 1, ("file",), "", shown_masked))


def test_against_what_is_live_the_whole_change_counts() -> None:
    """ "All phone numbers are changed" says how many, and not to what."""

    def changed(before: str, after: str, revision: int = 1) -> set[FindingIdentity | None]:
        live = check_in_detail(
            written(Sheet(rows(4, contactPhone=before))), "ark.xlsx", municipality("0461"), today=TODAY
        ).report.rows
        standing = LiveRows(tuple(one.row for one in live), revision)
        checked = check_in_detail(
            written(Sheet(rows(4, contactPhone=after))),
            "ark.xlsx",
            municipality("0461"),
            today=TODAY,
            live=lambda: standing,
        )
        return {one.identity for one in checked.every if one.rule == "KA705"}

    first = changed("66131372", "66131373")
    assert len(first) == 1
    assert first == changed("66131372", "66131373")
    assert not first & changed("66131372", "66131374")
    assert not first & changed("66131371", "66131373")
    assert not first & changed("66131372", "66131373", revision=3), "gone back on, and made again"
