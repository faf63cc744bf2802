"""The decisions are numbered without gaps, and listed by their titles."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
DECISIONS = ROOT / "docs/adr"


def test_they_are_numbered_without_gaps_and_listed() -> None:
    listed = re.findall(
        r"^(\d+)\. \[(.+)\]\((.+)\)$", (DECISIONS / "README.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    files = sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))
    assert [name for _, _, name in listed] == files
    assert [int(number) for number, _, _ in listed] == list(range(1, len(files) + 1))
    for number, _, name in listed:
        heading = (DECISIONS / name).read_text(encoding="utf-8").partition("\n")[0]
        assert name.startswith(f"{int(number):04d}-")
        assert heading.startswith(f"# {number}. "), name


def test_a_pointer_to_one_names_its_number() -> None:
    pages = [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
    assert any("[ADR " in page.read_text(encoding="utf-8") for page in pages)
    for page in pages:
        for shown, number in re.findall(
            r"\[ADR (\d+)\]\([^)]*?(\d{4})-[a-z-]+\.md\)", page.read_text(encoding="utf-8")
        ):
            assert int(shown) == int(number), page.name
