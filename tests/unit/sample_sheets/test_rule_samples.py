"""Each rule's bad sample shows the rule at its cell, and nothing else that stops it; its good one does not."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

import openpyxl
import pytest

from kleark.check import check
from kleark.inventory.check_inventory import check_inventory
from kleark.registers.municipalities import municipality
from kleark.registers.register_file import load
from kleark.rules.registry import all_rules
from sample_sheets.write_rules import (
    FOLDER,
    LISTS,
    NOT_SHOWN,
    all_samples,
    indexed_in,
    judge_own_numbers,
    live_rows,
)

if TYPE_CHECKING:
    from kleark.report.model import Report

EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_bytes())
SAMPLES: list[dict[str, Any]] = EXPECTED["samples"]

each_sample = pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["rule"])


@cache
def report(  # noqa: PLR0917 (what a sample is held against)
    file_name: str, subject: str, code: str, register: str | None, live: str | None, indexed: str | None
) -> Report:
    data = (FOLDER / file_name).read_bytes()
    if subject == "inventory":
        return check_inventory(data, file_name).report
    if subject == "own_numbers":
        return judge_own_numbers(data, file_name, code)
    found = load(FOLDER / register) if register else None
    rows = live_rows((FOLDER / live).read_bytes()) if live else None
    today = date.fromisoformat(EXPECTED["today"])
    cases = indexed_in((FOLDER / indexed).read_bytes(), code) if indexed else None
    if subject in LISTS:
        return LISTS[subject](data, file_name, code, found, rows, cases)
    return check(
        data,
        file_name,
        municipality(code),
        found,
        today,
        live=(lambda: rows) if rows else None,
        indexed=(lambda: cases) if cases else None,
    )


def of(sample: dict[str, Any], which: str) -> Report:
    whose = sample["municipality"], sample["register"], sample["live"], sample["indexed"]
    return report(sample[which], sample["subject"], *whose)


@each_sample
def test_the_bad_sheet_shows_the_rule_at_its_cell(sample: dict[str, Any]) -> None:
    fired = [
        (finding.range or finding.cell, finding.suggestion, finding.message_da, finding.message_en)
        for finding in of(sample, "bad").findings
        if finding.rule == sample["rule"]
    ]
    message = sample["message"]
    assert fired == [(sample["cell"], sample["suggestion"], message["da"], message["en"])], "run `make docs`?"


@each_sample
def test_nothing_else_is_an_error_in_the_bad_sheet(sample: dict[str, Any]) -> None:
    errors = {finding.rule for finding in of(sample, "bad").findings if finding.severity == "error"}
    assert errors - {sample["rule"]} == set(sample["otherErrors"])


@each_sample
def test_the_good_sheet_does_not_show_it_and_is_accepted(sample: dict[str, Any]) -> None:
    good = of(sample, "good")
    assert good.verdict != "rejected"
    assert good.counts.rows > 0
    assert sample["rule"] not in {finding.rule for finding in good.findings}


def test_every_rule_has_samples_or_a_reason_for_none() -> None:
    shown = {sample["rule"] for sample in SAMPLES}
    assert shown | EXPECTED["notShown"].keys() == all_rules().keys()
    assert shown & EXPECTED["notShown"].keys() == set()


def test_what_is_expected_is_what_the_script_declares() -> None:
    declared = {
        (sample.rule, sample.bad_file, sample.good_file, sample.cell, sample.suggestion, sample.live_file)
        for sample in all_samples()
    }
    keys = ("rule", "bad", "good", "cell", "suggestion", "live")
    told = {tuple(one[key] for key in keys) for one in SAMPLES}
    assert told == declared
    files = [one[which] for one in SAMPLES for which in ("bad", "good")]
    assert len(set(files)) == len(files), "two samples share a file"
    assert EXPECTED["notShown"] == NOT_SHOWN


def test_the_script_writes_the_sheets_that_are_here() -> None:
    """Part by part: another zlib may pack the same parts otherwise."""
    unlike = [
        name
        for sample in all_samples()
        for name, data in ((sample.bad_file, sample.bad), (sample.good_file, sample.good))
        if data != (FOLDER / name).read_bytes() and unpacked(data) != unpacked((FOLDER / name).read_bytes())
    ]
    assert unlike == []
    for sample in all_samples():
        if sample.live_file:
            assert (FOLDER / sample.live_file).read_bytes() == sample.live_data
        if sample.indexed_file:
            assert (FOLDER / sample.indexed_file).read_bytes() == sample.indexed_data


def test_the_folder_holds_nothing_else() -> None:
    named = {sample[which] for sample in SAMPLES for which in ("bad", "good")}
    registers = {sample["register"] for sample in SAMPLES if sample["register"]}
    live = {sample["live"] for sample in SAMPLES if sample["live"]}
    indexed = {sample["indexed"] for sample in SAMPLES if sample["indexed"]}
    assert {path.name for path in FOLDER.iterdir()} == named | registers | live | indexed | {"expected.json"}


@pytest.mark.parametrize("rule", ["KA210", "KA217", "KA324", "KA336", "KA362", "KA503"])
def test_another_library_reads_the_same_cells(rule: str) -> None:
    sample = next(one for one in SAMPLES if one["rule"] == rule)
    book = openpyxl.load_workbook(FOLDER / sample["bad"])
    assert book.worksheets[0]["A2"].value == of(sample, "good").rows[0].row.kle_number
    book.close()


def unpacked(data: bytes) -> list[tuple[str, bytes]] | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return [(entry.filename, archive.read(entry)) for entry in archive.infolist()]
    except zipfile.BadZipFile:
        return None
