"""What `kleark check` loads for an ordinary sheet: most of the time of a small one, so nothing comes in unseen."""

from __future__ import annotations

import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from sample_sheets import write_odense

FUNCTIONS = Path(__file__).parents[2] / "functions"
SHEET = Path(write_odense.__file__).parent / "odense-2021-rettet.xlsx"

OURS = {
    "": "check cli data_class_templates data_classes package_files schemas",
    "commands": "arguments check machine plain_check refusal_output",
    "configuration": "row",
    "i18n": "excel_errors formats language",
    "redaction": "cpr cpr_context cpr_search hit invisible patterns plain_text",
    "registers": "kle_register municipalities obligatory",
    "report": "as_json file_report finding_drafts finding_identity findings model",
    "rules": "appearance appearance_rules cell_links context cross_row dates dates_rules digital_post "
    "digital_post_rules digits file_rules hosts ignored_columns internal_error kle kle_rules link_address link_letters "
    "link_wrappers links links_rules model obligatory_topics personal_data phone place_sentences placed_remarks "
    "row_checks row_schema schema_engine self_service staff_places table_checks table_rules text time_of_day "
    "volatile workbook_checks",
    "sheet": "address columns errors file_kind foreign_kinds forked_process header_rows hyperlink_formulas limits "
    "process_guard process_limits reader table text_places workbook",
}
"""Of kleark, what a check of a sheet with nothing out of the ordinary loads. Whoever adds to the list makes every check
longer, by a tenth of a millisecond for each module.
"""

HEAVY = {
    "argparse", "ast", "asyncio", "contextlib", "dataclasses", "decimal", "dis", "email.utils", "hashlib",
    "inspect", "logging", "openpyxl", "pathlib", "platform", "python_calamine", "random", "shutil",
    "socket", "subprocess", "tempfile", "threading", "tokenize", "typing", "zipfile",
}  # fmt: skip
"""Of the standard library and of others, what a check does without, or leaves to the child."""


@cache
def loaded() -> frozenset[str]:
    code = (
        "import atexit, sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "atexit.register(lambda: print(*sys.modules, file=sys.stderr))\n"
        "from kleark.cli import main; main()"
    )
    path = f"import sys; sys.path += {sys.path!r}\n"
    options = ("--municipality", "0461", "--output-format", "json")
    done = subprocess.run(
        # Without what an environment imports by itself.
        [sys.executable, "-S", "-c", path + code, str(FUNCTIONS), "check", str(SHEET), *options],
        capture_output=True,
        text=True,
        check=True,
    )
    return frozenset(done.stderr.split())


@pytest.mark.skipif(sys.platform != "linux", reason="where the child is not forked, starting it needs more")
def test_nothing_heavy_is_loaded() -> None:
    assert not loaded() & HEAVY
    assert {name.split(".")[0] for name in loaded()} & {"jsonschema_rs", "boto3", "jinja2", "xlsxwriter"} == {
        "jsonschema_rs"
    }


@pytest.mark.parametrize("package", OURS)
def test_of_ours_no_more_is_loaded_than_the_list_says(package: str) -> None:
    prefix = f"kleark.{package}." if package else "kleark."
    packages = {name for name in OURS if name} | {"kleark"}
    here = {
        name.removeprefix(prefix)
        for name in loaded()
        if name.startswith(prefix) and "." not in name.removeprefix(prefix)
    }
    assert sorted(here - packages) == sorted(OURS[package].split())


def test_every_package_has_its_list() -> None:
    assert {
        name.split(".")[1] for name in loaded() if name.count(".") > 1 and name.startswith("kleark.")
    } == {name for name in OURS if name}
