"""What each function loads at its cold start."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

FUNCTIONS = Path(__file__).parents[2] / "functions"
HEAVY = {"openpyxl", "python_calamine", "jsonschema", "jsonschema_rs", "aws_xray_sdk", "requests", "pydantic"}


def loaded_by(function: str) -> set[str]:
    code = f"import sys, {function}.handler; print(*sys.modules)"
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, cwd=FUNCTIONS, check=True
    )
    return set(run.stdout.split())


@pytest.mark.parametrize("function", ["portal_api", "publish", "announce", "sweep", "erase"])
def test_what_neither_reads_nor_judges_sheets_loads_nothing_for_it(function: str) -> None:
    loaded = loaded_by(function)
    assert f"{function}.handler" in loaded
    assert not loaded & HEAVY
    judging = ("kleark.rules", "kleark.sheet", "kleark.check", "kleark.report")
    assert not {name for name in loaded if name.startswith(judging)}


def test_drawing_waits_until_somebody_asks_for_the_map() -> None:
    drawing = {
        f"kleark.status.{name}" for name in ("export", "html_page", "elements", "palette", "svg", "messages")
    }
    assert not loaded_by("portal_api") & {*drawing, "kleark.registers.tiles", "jinja2"}


def test_the_read_path_has_no_http_resolver() -> None:
    loaded = loaded_by("portal_api")
    assert "aws_lambda_powertools.event_handler" not in loaded
    assert not loaded & {"yaml", "zoneinfo"}  # the one is for tests, the other for visits that give a time


@pytest.mark.parametrize("function", ["portal_api", "announce", "sweep"])
def test_what_answers_no_warning_and_shows_no_file_name_loads_nothing_for_it(function: str) -> None:
    loaded = loaded_by(function)
    assert "kleark.publishing.answers" not in loaded
    assert function == "portal_api" or "kleark.redaction" not in loaded


def test_the_page_loads_no_more_than_its_front_page_needs() -> None:
    loaded = loaded_by("admin_page")
    assert "admin_page.handler" in loaded
    signing_in, writing = {"authlib", "joserfc", "cryptography", "requests"}, {"xlsxwriter"}
    assert not loaded & (HEAVY | signing_in | writing)
    others = ("kleark.rules", "kleark.sheet", "kleark.check", "kleark.template", "kleark.report.html_view")
    assert not {name for name in loaded if name.startswith(others)}
