"""docs/security.md, SECURITY.md, the record of processing: each claim has a test, and what they point at is there."""

from __future__ import annotations

import re

import pytest

from infra.cloudformation import ROOT, load_template
from infra.deployment import deployment
from kleark.identity import colleagues, sessions
from tests.support.pointers import broken_links, has_test, named_tests

PAGE = ROOT / "docs" / "security.md"
RECORD = ROOT / "docs" / "processing-record.md"
HEAD = "| tries | is stopped by | shown by | left |"
TEXT = PAGE.read_text(encoding="utf-8")
ADVERSARIES = {
    title: [[cell.strip() for cell in line.strip("|").split("|")] for line in body.splitlines()[2:]]
    for title, body in re.findall(
        rf"^## ([^\n]+)\n\n({re.escape(HEAD)}\n(?:\|[^\n]*\n)+)", TEXT, re.MULTILINE
    )
}
ROWS = [(title, row) for title, rows in ADVERSARIES.items() for row in rows]


def test_everybody_who_could_want_harm_is_gone_through() -> None:
    asked = [
        "citizen",
        "editor",
        "approver",
        "municipality",
        "file",
        "session",
        "operator",
        "supply chain",
        "S3",
    ]
    assert [who for who in asked if not any(who.lower() in title.lower() for title in ADVERSARIES)] == []
    assert len(ROWS) > 30
    # No table of such rows is left out because it is written otherwise.
    assert TEXT.count("| shown by |") == len(ADVERSARIES)


@pytest.mark.parametrize(
    ("who", "row"), ROWS, ids=lambda value: value if isinstance(value, str) else value[0][:60]
)
def test_what_is_claimed_is_shown_by_a_test_that_is_there(who: str, row: list[str]) -> None:
    tries, stopped, shown, left = row
    assert all((who, tries, stopped, left))
    pointed = list(named_tests(shown, PAGE))
    assert pointed
    for name, file in pointed:
        assert has_test(name, file), (name, file)


@pytest.mark.parametrize(
    "path", ["docs/security.md", "docs/processing-record.md", "docs/readiness.md", "SECURITY.md"]
)
def test_what_a_page_points_at_is_there(path: str) -> None:
    page = ROOT / path
    assert broken_links(page) == []
    for name, file in named_tests(page.read_text(encoding="utf-8"), page):
        assert has_test(name, file), (path, name)


def test_security_md_says_how_to_report_and_which_releases_get_fixes() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    assert "five working days" in text
    assert "## Supported versions" in text
    assert "docs/security.md" in text


def periods() -> dict[str, list[str]]:
    _, _, table = RECORD.read_text(encoding="utf-8").partition("\n## 5. Hvor længe\n")
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in table.partition("\n## ")[0].splitlines()
        if line.startswith("| ")
    ]
    return {row[0]: row for row in rows[1:]}


@pytest.mark.parametrize(
    "parameter", ["OldVersionDays", "RetentionMonths", "RetentionRevisions", "LogRetentionDays"]
)
def test_the_records_periods_are_the_templates(parameter: str) -> None:
    default = load_template()["Parameters"][parameter]["Default"]
    (row,) = [row for row in periods().values() if f"`{parameter}`" in row[3]]
    assert re.search(rf"\b{default}\b", row[2])


def test_the_other_periods_are_the_codes() -> None:
    rows = periods()
    assert f"{colleagues.FORGOTTEN_AFTER.days // 30} måneder" in rows["Kolleger: navn, e-mail, rolle"][2]
    most = sessions.LONGEST_EXTENDED.total_seconds() / 3600
    assert f"højst {most:.0f} timer" in rows["Sessioner og formularer, der kom for sent"][2]
    archive = rows["Hændelser om nye versioner, uden indhold"][2]
    assert load_template()["Parameters"]["EventArchiveDays"]["Default"] == 0
    assert f"{deployment('prod').parameters['EventArchiveDays']} dage i stadiet `prod`" in archive
    audit = load_template(ROOT / "infra" / "stacks" / "audit.yaml")["Parameters"]["KeepDays"]["Default"]
    assert f"{audit} dage" in rows["Hvem der har læst eller skrevet hvilken fil (med adresse)"][2]


def test_the_record_has_all_that_article_30_asks_for_and_says_what_is_left_to_fill_in() -> None:
    text = RECORD.read_text(encoding="utf-8")
    headings = re.findall(r"^## \d\. (.+)$", text, re.MULTILINE)
    assert len(headings) == 9
    for asked in (
        "Dataansvarlig", "Databeskyttelsesrådgiver", "formål", "Hvem oplysningerne er om", "modtager", "EU/EØS",
        "slettes efter", "Sådan beskyttes de",
    ):  # fmt: skip
        assert asked in text, asked
    assert text.count("**[udfyldes]**") > 15
