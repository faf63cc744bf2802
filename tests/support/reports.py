"""Reports to render: on the real sheet, and made of findings that no sheet need have."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kleark.check import check
from kleark.registers.municipalities import municipality
from kleark.report.checked_file import CheckedFile
from kleark.report.model import Counts, FileFacts, Finding, Report, SheetFacts

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parents[2]
ODENSE = ROOT / "sample_sheets" / "odense-2021.xlsx"
MENDED = ROOT / "sample_sheets" / "odense-2021-rettet.xlsx"
TODAY = date(2026, 4, 1)


def checked(path: Path) -> CheckedFile:
    """A file of ours, named as a command line at the root names it."""
    report = check(path.read_bytes(), path.name, municipality("0461"), today=TODAY)
    return CheckedFile(path.relative_to(ROOT).as_posix(), report)


def report_of(findings: Sequence[Finding], file_name: str = "ark.xlsx") -> Report:
    """A report with these findings, counted."""

    def tally(severity: str) -> int:
        return sum(finding.severity == severity for finding in findings)

    repaired = sum(finding.repaired for finding in findings)
    counts = Counts(9, tally("error"), tally("warning"), tally("info"), repaired)
    return Report(FileFacts(file_name, 1, "0" * 64), SheetFacts("Ark1", 1), counts, tuple(findings), ())


def empty_phone(row: int, found: str | None = None) -> Finding:
    """A finding on the phone cell of a row."""
    return Finding(
        "KA300",
        "error",
        'Cellen er tom. "Kontakttelefon" skal udfyldes.',
        'The cell is empty. "Kontakttelefon" must be filled in.',
        sheet="Ark1",
        cell=f"G{row}",
        row=row,
        column="Kontakttelefon",
        found=found,
    )
