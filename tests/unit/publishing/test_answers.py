"""An answer to a warning never hides a new one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kleark.publishing.answers import (
    MOST_IN_ONE_ANSWER,
    Answer,
    AnsweredWarning,
    GivenAnswers,
    SheetWarning,
    by_reason,
    by_rule,
    group_digest,
    in_force,
    open_warnings,
    unanswered,
)
from kleark.publishing.fingerprints import fingerprint
from kleark.publishing.ids import municipality_code
from kleark.publishing.policy import Outcome, decide
from kleark.report.finding_identity import FindingIdentity
from tests.unit.publishing.test_policy import LIVE, UPLOAD, plan

CODES = [municipality_code("0461"), municipality_code("0751")]
KEY = b"k" * 64
AT = "2025-11-03T12:00:00.000Z"

findings = st.tuples(
    st.sampled_from(CODES),
    st.builds(
        FindingIdentity,
        st.sampled_from(["KA415", "KA503", "KA602"]),
        st.integers(1, 2),
        st.sampled_from([("row", "15.20.24", "FASIT"), ("row", "15.20.25", "FASIT"), ("file",)]),
        st.sampled_from(["", "infoUrl"]),
        st.sampled_from(["a", "b", "ab"]).map(lambda value: ((value, ""), (), (value,))),
    ),
)


def warning(code_and_identity: tuple[object, FindingIdentity]) -> SheetWarning:
    code, identity = code_and_identity
    print_of = fingerprint(KEY, code, identity)  # type: ignore[arg-type]
    return SheetWarning(identity.rule, identity.version, print_of, holds_back=identity.rule == "KA602")


def answer(*warnings: SheetWarning, at: str = AT, reason: str = "aftalt", **more: str) -> Answer:
    answered = tuple(AnsweredWarning(one.rule, one.version, one.fingerprint) for one in warnings)
    return Answer(f"{at}{reason}", "anne", at, reason, answered, **more)


@given(
    st.lists(findings, max_size=6),
    st.lists(st.tuples(st.lists(findings, max_size=3), st.booleans()), max_size=4),
)
def test_open_is_whatever_nobody_has_answered_just_so(
    sheet: list[tuple[object, FindingIdentity]],
    given_before: list[tuple[list[tuple[object, FindingIdentity]], bool]],
) -> None:
    """However findings, answers and withdrawals fall: other values, versions, rows and municipalities stay open."""
    answers = [
        answer(*map(warning, about), reason=str(at), withdrawn_at=AT if withdrawn else "")
        for at, (about, withdrawn) in enumerate(given_before)
    ]
    really_answered = {one for about, withdrawn in given_before if not withdrawn for one in about}
    still_open = open_warnings(map(warning, sheet), in_force(answers))
    assert still_open == tuple(warning(one) for one in sheet if one not in really_answered)
    holding = [one for one in sheet if one not in really_answered and one[1].rule == "KA602"]
    upload = replace(UPLOAD, held_back_by="KA602")
    outcome = decide(upload, "new", LIVE, plan(), still_open).outcome
    assert (outcome is Outcome.AWAITING_ANSWERS) is bool(holding)
    waiting = decide(upload, "new", replace(LIVE, wait_for_answers=True), plan(), still_open).outcome
    assert (waiting is Outcome.AWAITING_ANSWERS) is bool(still_open)


@given(st.lists(findings, max_size=6), st.booleans(), st.booleans())
def test_what_a_person_answers_now_is_that_and_no_more(
    sheet: list[tuple[object, FindingIdentity]], for_all: bool, for_holding: bool
) -> None:
    still_open = tuple(map(warning, sheet))
    said = GivenAnswers({}, "til alle" if for_all else "", "til dem" if for_holding else "")
    left = unanswered(still_open, said)
    assert left == tuple(one for one in still_open if not (for_holding if one.holds_back else for_all))
    by_one = GivenAnswers({one.fingerprint: "denne" for one in still_open[:1]})
    assert {one.fingerprint for one in unanswered(still_open, by_one)} == {
        one.fingerprint for one in still_open
    } - {one.fingerprint for one in still_open[:1]}


def test_all_that_is_left_never_means_what_holds_every_sheet_back() -> None:
    maybe_cpr = SheetWarning("KA602", 1, "1" * 64, holds_back=True)
    assert unanswered([maybe_cpr], GivenAnswers(for_all="det er meningen")) == (maybe_cpr,)
    assert unanswered([maybe_cpr], GivenAnswers({"1" * 64: "et ordrenummer"})) == ()


def test_equal_reasons_become_one_answer_and_no_warning_stands_in_it_twice() -> None:
    warnings = [SheetWarning("KA415", 1, f"{number:064x}") for number in range(200)]
    twice = [*warnings, warnings[0]]
    [(reason, answered)] = by_reason(twice, GivenAnswers(for_all="aftalt"))
    assert (reason, len(answered)) == ("aftalt", 200)
    own = GivenAnswers({warnings[0].fingerprint: "den ene"}, "resten")
    assert [(why, len(several)) for why, several in by_reason(twice, own)] == [
        ("den ene", 1),
        ("resten", 199),
    ]


def test_more_than_one_item_holds_are_several_answers() -> None:
    warnings = [SheetWarning("KA415", 1, f"{number:064x}") for number in range(MOST_IN_ONE_ANSWER + 1)]
    sizes = [len(several) for _, several in by_reason(warnings, GivenAnswers(for_all="aftalt"))]
    assert sizes == [MOST_IN_ONE_ANSWER, 1]


def test_the_latest_answer_is_told_and_a_withdrawn_one_does_not_count() -> None:
    one = SheetWarning("KA415", 1, "1" * 64)
    early, late = answer(one, reason="først"), answer(one, at="2025-12-01T12:00:00.000Z", reason="siden")
    assert in_force([late, early])[one.fingerprint] is late
    assert in_force([early, replace(late, withdrawn_at=AT)])[one.fingerprint] is early
    assert in_force([replace(early, withdrawn_at=AT)]) == {}


@pytest.mark.parametrize(
    ("at", "held"),
    [("2025-11-02", False), (AT, True), ("2025-11-04", True), ("2025-11-05T00:00:00.000Z", False)],
)
def test_when_an_answer_held(at: str, *, held: bool) -> None:
    withdrawn = answer(SheetWarning("KA415", 1, "1" * 64), withdrawn_at="2025-11-05T00:00:00.000Z")
    assert withdrawn.held_at(at) is held


def test_a_group_is_another_one_when_a_warning_comes_or_goes() -> None:
    one, two = SheetWarning("KA415", 1, "1" * 64), SheetWarning("KA415", 1, "2" * 64)
    assert group_digest([one, two]) == group_digest([two, one, one])
    assert group_digest([one]) != group_digest([one, two]) != group_digest([two])
    assert by_rule([SheetWarning("KA503", 1, "3" * 64), one, two]) == {
        "KA415": [one, two],
        "KA503": [SheetWarning("KA503", 1, "3" * 64)],
    }


def test_a_warning_is_read_as_it_was_written() -> None:
    one = SheetWarning("KA602", 3, "1" * 64, True, 7, "F7", "Ark1", "Link", "15.20.24")
    assert SheetWarning.from_json(one.to_json()) == one
