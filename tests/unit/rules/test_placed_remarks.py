"""No more remarks are kept than can be listed, and all are counted."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kleark.rules.model import Placed, Remark
from kleark.rules.placed_remarks import Most, PlacedRemarks
from kleark.rules.registry import all_rules

BY_KIND = [
    *{(rule.severity, rule.holds_back): rule for rule in all_rules().values() if not rule.once}.values()
]
remarks = st.builds(Remark, st.sampled_from(BY_KIND), repaired=st.booleans())
by_position = st.dictionaries(st.integers(0, 40), st.lists(remarks, min_size=1, max_size=3).map(tuple)).map(
    lambda found: dict(sorted(found.items()))
)
NUMBERS = range(2, 43)


def gathered(found: dict[int, tuple[Remark, ...]], most: Most) -> PlacedRemarks:
    result = PlacedRemarks(most)
    result.add_column(NUMBERS, "infoUrl", ["x"] * 41, found)
    result.add(Placed(one, NUMBERS[at], "kleNumber") for at, several in found.items() for one in several)
    return result


@given(by_position, st.integers(1, 10))
def test_the_first_of_each_kind_are_kept_and_the_others_counted(
    found: dict[int, tuple[Remark, ...]], most: int
) -> None:
    every, some = gathered(found, Most()), gathered(found, Most(most, most))
    assert every.left_out() == (0, 0, 0, 0)
    assert some.failed == every.failed
    kept = []
    for column in ("infoUrl", "kleNumber"):
        for kind in {(rule.severity, rule.holds_back) for rule in BY_KIND}:
            of_kind = [
                one
                for one in every.placed
                if one.column == column and (one.remark.rule.severity, one.remark.rule.holds_back) == kind
            ]
            kept += of_kind[:most]
    assert sorted(map(repr, some.placed)) == sorted(map(repr, kept))
    left = [one for one in every.placed if one not in some.placed]
    left_out = some.left_out()
    assert left_out.total == len(every.placed) - len(some.placed)
    assert left_out.repaired == sum(one.remark.repaired for one in every.placed) - sum(
        one.remark.repaired for one in some.placed
    )
    assert left_out.errors == sum(one.remark.rule.severity == "error" for one in every.placed) - sum(
        one.remark.rule.severity == "error" for one in some.placed
    )
    assert len(left) <= left_out.total
