"""Lists of case templates, whatever stands in them: judged without a fault, alike in any order, and told briefly."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from kleark.case_templates.judgement import judge_list
from kleark.case_templates.model import Against, CaseTemplate, TemplateList
from kleark.configuration.case_counts import IndexedCases
from kleark.configuration.plan import LiveRows
from kleark.configuration.row import DigitalPost, Row
from kleark.registers.kle_register import embedded
from kleark.report.findings import TableLayout, to_finding
from kleark.sheet.case_template_columns import CASE_TEMPLATES

if TYPE_CHECKING:
    from collections.abc import Sequence

NUMBERS = st.sampled_from(
    ["15.20.24", "15.20.00", "15.17.12", "15.27.26", "32.24.32", "15.20", "15", "81.01.00"]
)
TEXTS = st.sampled_from(["", "Fleksjob", "Fleksjob, ansøgning", "[cpr]", "vedr. x", "Jobafklaringsforløb"])
SYSTEMS = st.sampled_from(["", "FASIT", "fasit", "SBSYS"])
COUNTS = st.one_of(st.none(), st.integers(0, 5_000))
TEMPLATES = st.builds(
    CaseTemplate,
    row=st.integers(2, 500),
    name=st.text(min_size=1, max_size=12),
    kle_number=NUMBERS,
    source_system=SYSTEMS,
    template_id=st.sampled_from(["", "1", "2"]),
    kle_title=TEXTS,
    facet=st.sampled_from(["", "G01", "A00", "g1", "x"]),
    standard_title=TEXTS,
    department=st.sampled_from(["", "Jobcenter"]),
    active=st.booleans(),
    case_type=st.sampled_from(["", "citizen", "topic"]),
    cases=COUNTS,
    open_cases=COUNTS,
    form_number=st.sampled_from(["", "15.20.24"]),
)


def row(number: str, system: str) -> Row:
    post = DigitalPost("https://post.borger.dk/", None, None)
    link = "https://www.odense.dk/"
    return Row(number, "x", system, date(2027, 1, 1), False, "Jobcenter", "66131372", link, post, None)


AGAINST = Against(
    replace(embedded(), facets={"G01": "x"}),
    date(2026, 4, 1),
    LiveRows((row("15.20.24", "FASIT"), row("15.17.12", "*")), 1),
    IndexedCases(9, {"15.20.24": {"fasit": 5}, "15.40.00": {"": 4}}, {"fasit": "FASIT"}),
)
COLUMNS = {key: at for at, key in enumerate(sorted(column.key for column in CASE_TEMPLATES.columns))}


def told(templates: Sequence[CaseTemplate], against: Against = AGAINST) -> Counter[str]:
    layout = TableLayout("Ark", COLUMNS)
    placed = judge_list(TemplateList(tuple(templates), COLUMNS), against)
    return Counter(to_finding(one, layout).rule for one in placed)


@settings(max_examples=100, deadline=None)
@given(st.lists(TEMPLATES, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_rows_changes_nothing_that_is_said_of_single_templates(templates, random) -> None:  # type: ignore[no-untyped-def]
    shuffled = list(templates)
    random.shuffle(shuffled)
    # Which of several is said to be the other one depends on which comes first.
    beside = {"KA852", "KA853", "KA854"}
    before, after = (
        {rule: count for rule, count in told(several).items() if rule not in beside}
        for several in (templates, shuffled)
    )
    assert before == after


@settings(max_examples=100, deadline=None)
@given(st.lists(TEMPLATES, max_size=12))
def test_what_citizens_do_not_see_is_never_told_of_each(templates: list[CaseTemplate]) -> None:
    many = [replace(one, row=one.row + 500 * n) for n in range(5) for one in templates]
    for rule in ("KA848", "KA849", "KA850", "KA859", "KA869"):
        assert told(many)[rule] == told(templates)[rule]


@settings(max_examples=60, deadline=None)
@given(st.lists(TEMPLATES, max_size=8))
def test_a_closed_template_without_cases_has_only_its_title_and_its_twins_to_answer_for(
    templates: list[CaseTemplate],
) -> None:
    closed = [replace(one, active=False, cases=0, open_cases=0) for one in templates]
    assert set(told(closed)) <= {"KA505", "KA854", "KA855", "KA856", "KA859"}


@settings(max_examples=60, deadline=None)
@given(st.lists(TEMPLATES, max_size=8))
def test_less_to_hold_it_against_never_says_more(templates: list[CaseTemplate]) -> None:
    alone = told(templates, replace(AGAINST, live=None, indexed=None))
    whole = told(templates)
    assert {rule for rule in alone if alone[rule] > whole[rule]} <= {"KA870"}
