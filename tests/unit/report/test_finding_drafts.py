"""Findings before their words: the same ones are listed, in the same order, as if all had been written first."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kleark.report.finding_drafts import Draft, count_drafts, listed_findings, sort_drafts
from kleark.report.findings import (
    MOST_LISTED,
    TableLayout,
    count_findings,
    sort_findings,
    to_finding,
    truncate,
)
from kleark.rules.model import Placed, Remark, declared_rules
from kleark.rules.placed_remarks import LeftOut
from kleark.rules.registry import all_rules

LAYOUT = TableLayout(
    "Ark1", {"kleNumber": 1, "infoUrl": 4}, {1: "KLE-nr.", 4: "Link \u202e til", 6: "Bemærkning"}
)
ORDER: dict[str | None, int] = {"KLE-nr.": 1, "Link [U+202E] til": 4, "Bemærkning": 6}
BY_KIND = {(rule.severity, rule.holds_back): rule for rule in all_rules().values()}


def _placeholders(message: str) -> list[str]:
    return [piece.partition("}")[0] for piece in message.split("{")[1:]]


# Something for every placeholder.
PARAMS = {name: "x" for rule in all_rules().values() for text in rule.message for name in _placeholders(text)}
placed = st.builds(
    lambda rule, row, column, repaired: Placed(
        Remark(rule, PARAMS, repaired=repaired), row, column, found="x"
    ),
    st.sampled_from([*BY_KIND.values()]),
    st.none() | st.integers(1, 6),
    st.sampled_from([None, "kleNumber", "infoUrl", "6", "9"]),
    st.booleans(),
)


@given(st.lists(placed, max_size=30))
def test_drafts_are_ordered_and_counted_as_findings_are(
    remarks: list[Placed],
) -> None:
    drafts = sort_drafts([Draft(one, LAYOUT) for one in remarks], ORDER)
    written = sort_findings([to_finding(one, LAYOUT) for one in remarks], ORDER)
    assert [draft.finding() for draft in drafts] == written
    assert count_drafts(drafts, 9, LeftOut()) == count_findings(written, 9)


@given(st.lists(placed, min_size=1, max_size=12))
def test_a_long_list_is_cut_as_findings_are(remarks: list[Placed]) -> None:
    drafts = [Draft(one, LAYOUT) for one in remarks]
    times = MOST_LISTED // len(drafts) + 2
    written = [draft.finding() for draft in drafts] * times
    assert listed_findings(drafts * times, len(written)) == truncate(written)


def test_what_was_left_out_is_counted_and_said() -> None:
    rule = next(rule for rule in declared_rules().values() if rule.severity == "error")
    drafts = [Draft(Placed(Remark(rule, PARAMS), row), LAYOUT) for row in range(1, MOST_LISTED + 1)]
    left_out = LeftOut(errors=98_000, warnings=5, infos=2, repaired=1)
    counts = count_drafts(drafts, 10_000, left_out)
    assert (counts.errors, counts.warnings, counts.infos, counts.repaired) == (100_000, 5, 2, 1)
    findings = listed_findings(drafts, len(drafts) + left_out.total)
    assert len(findings) == MOST_LISTED + 1
    assert "98007" in findings[-1].message_da.replace(".", "")
