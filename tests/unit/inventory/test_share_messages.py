"""The sentences on the share of cases that citizens see, in both languages."""

from __future__ import annotations

import pytest

from kleark.inventory.case_sums import CaseSum, CaseSums, Share
from kleark.inventory.share_messages import areas, share_text, summary, trend
from kleark.registers.kle_register import embedded


def of(day: str, cases: int, shown: int | None) -> CaseSums:
    return CaseSums("", day, "", cases, shown, (CaseSum("15.20.24", "FASIT", cases, bool(shown)),))


@pytest.mark.parametrize(
    ("share", "da", "en"),
    [
        (
            Share(4000, 3120),
            "op til 3.120 af 4.000 sager (78 procent)",
            "up to 3,120 of 4,000 cases (78 per cent)",
        ),
        (Share(1, 0), "ingen af 1 sag (0 procent)", "none of 1 case (0 per cent)"),
        (Share(0, 0), "ingen sager i indekserne", "no cases in the indexes"),
        (None, "vides ikke, af 9 sager", "not known, of 9 cases"),
    ],
)
def test_a_share_is_said_with_its_counts(share: Share | None, da: str, en: str) -> None:
    assert (share_text(share, 9, "da"), share_text(share, 9, "en")) == (da, en)


def test_the_summary_is_a_sentence() -> None:
    assert summary(of("2026-05-01", 4, 4), "en") == "Citizens see up to 4 of 4 cases (100 per cent)."


@pytest.mark.parametrize(("before", "word"), [(10, "steget"), (90, "faldet"), (50, "den samme")])
def test_the_trend_says_which_way(before: int, word: str) -> None:
    text = trend([of("2026-04-01", 100, before), of("2026-05-01", 100, 50)], "da")
    assert word in text
    assert "1. apr. 2026" in text


def test_there_is_no_trend_of_one_or_of_what_is_not_known() -> None:
    now = of("2026-05-01", 100, 50)
    assert trend([now], "da") == ""
    assert trend([of("2026-04-01", 100, None), now], "da") == ""
    assert trend([now, of("2026-06-01", 100, None)], "da") == ""


def test_areas_have_kls_titles_and_their_groups() -> None:
    [area] = areas(of("2026-05-01", 9, 9), embedded())
    assert (area.code, area.title) == ("15", embedded().groups["15"])
    assert [one.code for one in area.groups] == ["15.20"]
