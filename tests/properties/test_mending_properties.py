"""What holds for `fix` and `annotated` whatever the sheet: suggestions are right when applied, marks are ignored."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from hypothesis import given
from hypothesis import strategies as st

from kleark.check import check
from kleark.fix.fix import fix
from kleark.registers.municipalities import municipality
from kleark.report.annotated.annotate import annotate
from tests.support.packages import changed_parts, contents
from tests.support.searching import examples
from tests.support.sheet_builder import CONTACT_POINT, MAILBOX, TITLES, TODAY, row, sheet_of, written

if TYPE_CHECKING:
    from kleark.report.model import Finding, Report
    from kleark.sheet.workbook import CellValue

# What people write, right and wrong, column by column.
WRITTEN: dict[str, list[CellValue]] = {
    "kleNumber": ["15-20-24", "152024", "15.2O.24", "15.27.26", "15.20", "15.20.24 G01", 152024, "", "x"],
    "kleTitle": ["fleksjob", "Fleks job ", "Jobafklaringsforløb", "Noget andet", "Flek\u00adsjob", ""],
    "sourceSystem": ["FASIT", " Alle ", "KMD\nAktiv", "", "=FASIT"],
    "showFrom": ["1. apr. 2021", "01/02-2021", "4/25/2021", "1-1-21", date(2021, 1, 1), 44287, "snart", ""],
    "contactDepartment": ["Jobcenter  Odense", "A\u030abenra\u030a", "<b>Job</b>", "", "@SUM(1)"],
    "contactPhone": ["+45 66131372", "66 13 13 72", 66131372, "1234", "004566131372", "6613137"],
    "infoUrl": [
        "http://www.odense.dk/a",
        "www.odense.dk/b",
        " https://www.odense.dk/c. ",
        "https://www.odense.dk/d e",
        "https://www.odense.dk/?a=1&amp;b=2",
        "dagpenge",
        "javascript:alert(1)",
    ],
    "digitalPostUrl": [
        "17933",
        MAILBOX.replace("dk/?", "dk?") + "1",
        MAILBOX.replace("1049", "1050") + "2",
        MAILBOX.replace("https", "http") + "3",
        MAILBOX,
        CONTACT_POINT,
    ],
    "selfServiceName": ["Søg\njob", "Ansøg vedr. job", "", "Søg job!"],
    "selfServiceUrl": ["", "http://www.odense.dk/s", "odense.dk"],
}
keys = st.sampled_from(sorted(WRITTEN))
mistakes = st.dictionaries(keys, st.none(), max_size=3).flatmap(
    lambda chosen: st.fixed_dictionaries({key: st.sampled_from(WRITTEN[key]) for key in chosen})
)
writers: st.SearchStrategy[Literal["xlsxwriter", "openpyxl"]] = st.sampled_from(["xlsxwriter", "openpyxl"])


@st.composite
def workbooks(draw: st.DrawFn) -> bytes:
    """A sheet with a row for each of some topics, some cells of which hold what people write."""
    topics = list(TITLES.items())
    count = draw(st.integers(1, 7))
    lines = []
    for at, (number, title) in enumerate(topics[:count]):
        base = row(kleNumber=number, kleTitle=title, digitalPostUrl=f"{MAILBOX}{5000 + 7 * at * at}")
        lines.append({**base, **draw(mistakes)})
    return written(sheet_of(*lines), by=draw(writers))


def judged(data: bytes) -> Report:
    return check(data, "ark.xlsx", municipality("0461"), today=TODAY)


def errors(report: Report) -> set[tuple[str, str | None]]:
    return {(finding.rule, finding.cell) for finding in report.findings if finding.severity == "error"}


def fixable(finding: Finding) -> bool:
    """What is read right as it stands is not written: rows that stand twice, and phone numbers that are numbers.

    Rows are not deleted for the admin, and numbers are what helps: Excel copies them when they are dragged.
    """
    return finding.cell is not None and finding.rule not in {"KA345", "KA502"} and finding.repaired


@examples(30)
@given(data=workbooks())
def test_certain_repairs_leave_nothing_to_repair_and_make_no_error(data: bytes) -> None:
    result = fix(data, "ark.xlsx", municipality("0461"), today=TODAY)
    assert errors(result.after) <= errors(result.before)
    assert [finding for finding in result.after.findings if fixable(finding)] == []
    assert [sourced.row for sourced in result.after.rows] == [sourced.row for sourced in result.before.rows]
    allowed = {"xl/worksheets/sheet1.xml", "xl/styles.xml"}
    assert changed_parts(data, result.data) <= allowed
    assert list(contents(result.data)) == list(contents(data))


@examples(30)
@given(data=workbooks())
def test_applied_suggestions_are_right(data: bytes) -> None:
    result = fix(data, "ark.xlsx", municipality("0461"), today=TODAY, suggestions=True)
    assert errors(result.after) <= errors(result.before)
    changed = {change.cell for change in result.changes}
    left = [
        finding
        for finding in result.after.findings
        if finding.cell in changed and finding.suggestion is not None and finding.severity != "info"
    ]
    assert left == []


@examples(25)
@given(data=workbooks())
def test_annotated_and_uploaded_again_a_sheet_gets_the_same_report(data: bytes) -> None:
    report = judged(data)
    marked = annotate(data, report)
    again = judged(marked)
    assert (again.findings, again.rows, again.counts) == (report.findings, report.rows, report.counts)
    twice = annotate(marked, again)
    assert judged(twice).findings == report.findings
    assert len(twice) < len(marked) * 1.05 + 500, "marks do not pile up"
