"""What has become of the findings from one sheet to the next."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from kleark.report.finding_progress import progress_since
from kleark.report.findings import count_findings
from kleark.report.model import FileFacts, Finding, Report, SheetFacts

PHONE = Finding(
    "KA341",
    "error",
    "Nummeret har 7 cifre.",
    "7 digits.",
    "Ark1",
    "F2",
    row=2,
    column="Telefon",
    found="6613137",
)
LINK = Finding(
    "KA352", "warning", "Linket er http.", "http.", "Ark1", "G3", row=3, column="Link", found="http://a.dk"
)
NOTE = replace(PHONE, rule="KA504", severity="info", cell=None, row=None, found=None)


def report(*findings: Finding) -> Report:
    return Report(
        FileFacts("ark.xlsx", 1, "00"), SheetFacts("Ark1", 1), count_findings(findings, 9), findings, ()
    )


def figures(earlier: Report, later: Report) -> tuple[int, int, int]:
    seen = progress_since(earlier, later)
    return seen.solved, seen.unchanged, seen.new


def test_solved_unchanged_and_new() -> None:
    other = replace(PHONE, cell="F9", row=9, found="1")
    seen = progress_since(report(PHONE, LINK, NOTE), report(LINK, other))
    assert (seen.solved, seen.unchanged, seen.new, seen.new_findings) == (1, 1, 1, frozenset({1}))


def test_a_row_that_moved_has_the_same_findings() -> None:
    assert figures(report(PHONE), report(replace(PHONE, cell="F7", row=7))) == (0, 1, 0)


def test_another_value_that_is_wrong_still_is_no_progress() -> None:
    assert figures(report(PHONE), report(replace(PHONE, found="66131"))) == (0, 1, 0)


def test_the_same_value_in_one_more_row_is_new() -> None:
    twice = replace(PHONE, cell="F7", row=7)
    seen = progress_since(report(PHONE), report(PHONE, twice))
    assert (seen.unchanged, seen.new, seen.new_findings) == (1, 1, frozenset({1}))


def test_notes_and_what_was_corrected_count_for_nothing() -> None:
    repaired = replace(LINK, repaired=True)
    assert figures(report(NOTE, repaired), report()) == (0, 0, 0)


def test_a_list_that_was_cut_is_said_to_be() -> None:
    whole = report(PHONE, LINK)
    assert progress_since(whole, whole).exact
    assert not progress_since(replace(whole, findings=(PHONE,)), whole).exact


FINDINGS = st.lists(
    st.builds(
        lambda rule, row, found, severity: replace(
            PHONE, rule=rule, row=row, cell=f"F{row}", found=found, severity=severity
        ),
        st.sampled_from(["KA341", "KA342"]),
        st.integers(2, 5),
        st.sampled_from(["1", "2", "3"]),
        st.sampled_from(["error", "warning"]),
    ),
    max_size=8,
)


@given(earlier=FINDINGS, later=FINDINGS)
def test_every_finding_counts_once(earlier: list[Finding], later: list[Finding]) -> None:
    seen = progress_since(report(*earlier), report(*later))
    assert seen.solved + seen.unchanged == len(earlier)
    assert seen.unchanged + seen.new == len(later) == seen.unchanged + len(seen.new_findings)
    back = progress_since(report(*later), report(*earlier))
    assert (back.solved, back.unchanged, back.new) == (seen.new, seen.unchanged, seen.solved)


@given(findings=FINDINGS, order=st.randoms(use_true_random=False))
def test_nothing_has_happened_between_a_report_and_itself(findings: list[Finding], order: object) -> None:
    shuffled = list(findings)
    order.shuffle(shuffled)  # type: ignore[attr-defined]
    assert figures(report(*findings), report(*shuffled)) == (0, len(findings), 0)
