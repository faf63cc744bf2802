"""The report as text for a terminal or an e-mail."""

from __future__ import annotations

import re

from kleark.report.text_report import render
from tests.support.sheet_builder import judge, judge_row, row, sheet_of


def test_the_text_gives_the_verdict_before_the_findings() -> None:
    text = render(judge_row(contactPhone="x"))
    assert text.index("AFVIST: 1 fejl") < text.index("Skal rettes") < text.index("[KA340]")
    assert "REJECTED: 1 error" in render(judge_row(contactPhone="x"), "en")


def test_many_of_a_kind_are_drawn_together_with_all_their_cells() -> None:
    report = judge(sheet_of(*(row(contactPhone=f"x{at}") for at in range(25))))
    text = render(report)
    assert "25 telefonnumre har ikke 8 cifre" in text
    told = re.sub(r"\s+", " ", text)
    assert [at for at in range(2, 27) if not re.search(rf"\bF{at}\b", told)] == []
