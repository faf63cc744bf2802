"""What showing a report loads: the page's function shows it, and neither reads workbooks nor judges rows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parents[2] / "functions"
HEAVY = {
    "openpyxl",
    "python_calamine",
    "jsonschema",
    "jsonschema_rs",
    "boto3",
    "botocore",
    "publicsuffixlist",
}
SHOWING = (
    "kleark.report.html_view",
    "kleark.report.plan_view",
    "kleark.report.excerpt",
    "kleark.report.model",
    "kleark.publishing.messages",
)


def loaded_by(*modules: str) -> set[str]:
    code = f"import sys, {', '.join(modules)}; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=FUNCTIONS, check=True
    )
    return set(run.stdout.split())


@pytest.mark.parametrize("module", SHOWING)
def test_what_shows_a_report_needs_no_workbook_library_no_schema_engine_and_no_aws(module: str) -> None:
    loaded = loaded_by(module)
    assert module in loaded
    assert not loaded & HEAVY


def test_nor_does_all_of_it_together_check_or_mend() -> None:
    loaded = loaded_by(*SHOWING)
    assert "kleark.rules.registry" in loaded
    doing = (
        "kleark.check",
        "kleark.fix",
        "kleark.ooxml",
        "kleark.adapters",
        "kleark.commands",
        "kleark.sheet.reader",
    )
    assert not {name for name in loaded if name.startswith(doing)}
