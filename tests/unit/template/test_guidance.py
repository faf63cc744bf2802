"""Instructions and rules say the same, in the file that an admin opens."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING

import openpyxl
import pytest

from kleark.rules.registry import all_rules
from kleark.sheet.columns import COLUMNS
from kleark.template import guidance
from kleark.template.guidance import LONGEST_MESSAGE, LONGEST_TITLE
from kleark.template.template_workbook import GUIDE, TABLE
from tests.support.template_rows import template

if TYPE_CHECKING:
    from openpyxl.worksheet.datavalidation import DataValidation

    from kleark.rules.model import Rule
    from kleark.template.guidance import Guidance

by_column = pytest.mark.parametrize("told", guidance.column_guidance(), ids=lambda told: told.column.key)


@cache
def guide() -> list[tuple[object, ...]]:
    sheet = openpyxl.load_workbook(io.BytesIO(template()))[GUIDE]
    return [row[:4] for row in sheet.iter_rows(values_only=True)]


@cache
def validations() -> dict[str, DataValidation]:
    sheet = openpyxl.load_workbook(io.BytesIO(template()))[TABLE]
    letters = {str(one.cells)[0]: one for one in sheet.data_validations.dataValidation}
    return {column.key: letters[chr(65 + at)] for at, column in enumerate(COLUMNS)}


def test_every_column_is_explained_once() -> None:
    assert [told.column for told in guidance.column_guidance()] == list(COLUMNS)


@by_column
def test_the_guide_says_of_a_column_what_its_rules_say(told: Guidance) -> None:
    found = [row for row in guide() if row[0] == told.column.header]
    assert len(found) == 1
    _, content, instruction, meaning = map(str, found[0])
    assert content == told.content
    assert all(rule.fix.da in instruction for rule in told.rules)
    assert all(rule.why.da in meaning for rule in told.rules)


@by_column
def test_excel_says_of_a_wrong_value_what_its_rule_says(told: Guidance) -> None:
    one = validations()[told.column.key]
    assert f"({told.enforced.id})" in str(one.errorTitle)
    assert str(one.error) == f"{told.enforced.title.da}. {told.enforced.fix.da}"
    assert len(str(one.error)) <= LONGEST_MESSAGE


@by_column
def test_excel_says_of_a_chosen_cell_what_its_rules_say(told: Guidance) -> None:
    one = validations()[told.column.key]
    assert str(one.prompt).startswith(told.content)
    assert told.rules[0].fix.da in str(one.prompt)
    assert len(str(one.prompt)) <= LONGEST_MESSAGE
    assert 0 < len(str(one.promptTitle)) <= LONGEST_TITLE


@pytest.mark.parametrize("rule", guidance.blocking_rules(), ids=lambda rule: rule.id)
def test_the_guide_says_of_a_blocking_rule_what_it_says(rule: Rule) -> None:
    found = [row for row in guide() if row[0] == rule.id]
    assert found == [(rule.id, rule.title.da, rule.fix.da, rule.why.da)]


def test_every_error_in_a_sheet_is_in_the_guide() -> None:
    errors = {rule.id for rule in all_rules().values() if rule.severity == "error"}
    told = {str(row[0]) for row in guide()}
    # Of the file itself, of what is stored, and of Kleark's own faults, there is nothing to do while filling in.
    stored = {"KA769"}
    # Of columns that the template does not offer.
    not_offered = {rule_id for rule_id in errors if rule_id.startswith("KA39")}
    assert stored | not_offered <= errors - told
    elsewhere = {rule_id[:3] for rule_id in errors - told - stored - not_offered}
    assert elsewhere == {"KA1", "KA8", "KA9"}  # files, inventories, faults


def test_a_text_too_long_for_excel_is_cut_between_rules() -> None:
    assert guidance._fit_message(["a" * 200, "b" * 60, "c" * 40]) == f"{'a' * 200} {'c' * 40}"
    assert guidance._fit_message(["a" * 300]) == f"{'a' * 254}…"
