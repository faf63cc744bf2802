"""No text says 1830 where 1.830 is meant: every rule's message is rendered with it, and the code is looked through."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter
from typing import TYPE_CHECKING

import jinja2
import pytest
from jinja2 import nodes

import kleark
from kleark.i18n.formats import Amount, capitalised, format_share
from kleark.report.findings import TableLayout, to_finding
from kleark.rules.model import Placed, Remark
from kleark.rules.registry import all_rules, get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.i18n.formats import ShareForms

FUNCTIONS = Path(kleark.__file__).parents[1]
MANY = 1830
PLACES = frozenset({"row", "first", "last", "earlier", "all", "named", "year", "value"})
"""Rows, as Excel numbers them, years, and what was read in a cell."""
OUR_OWN = frozenset({"adapters", "client", "data_classes.py", "handler.py"})
"""What is said there goes into a log, or to a programmer."""
COUNTING = re.compile(r"(?:^|_)(?:count|total|untold|left|removed|retired|cases|rows|lost|fine|missing)$")


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("rule_id", all_rules())
def test_each_message_writes_what_it_counts_with_separators(rule_id: str) -> None:
    rule = get(rule_id)
    names = fields(rule.message.da) | fields(rule.message.en)
    counted = dict.fromkeys(names - PLACES, MANY)
    placed = Placed(Remark(rule, counted | dict.fromkeys(names & PLACES, 7)), row=7, count=MANY)
    finding = to_finding(placed, TableLayout())
    assert str(MANY) not in finding.message_da
    assert str(MANY) not in finding.message_en
    if names - PLACES:
        assert "1.830" in finding.message_da
        assert "1,830" in finding.message_en
    assert "1.830 " in rule.heading(MANY, "da")
    assert "1,830 " in rule.heading(MANY, "en")


@pytest.mark.parametrize("rule_id", all_rules())
def test_each_message_chooses_its_nouns(rule_id: str) -> None:
    """A noun that follows a number in a message goes with it: with one as with several."""
    rule = get(rule_id)
    for text in (rule.message.da, rule.message.en):
        for _, _, nouns, _ in Formatter().parse(text):
            assert not nouns or len(nouns.split("|")) == 2, text
    assert rule.heading(1, "da") == rule.title.da


def test_rows_and_years_are_written_as_they_are() -> None:
    rule = get("KA830")
    params = {"municipality": "Odense", "number": "15.20.24", "system_da": "FASIT", "system_en": "FASIT"}
    finding = to_finding(
        Placed(Remark(rule, params | {"first": MANY, "other": 1, "cases": MANY}), row=7), TableLayout()
    )
    assert finding.message_da.endswith("i række 1830 med 1 sag. Her står 1.830.")
    assert finding.message_en.endswith("in row 1830 with 1 case. This row has 1,830.")


@pytest.mark.parametrize(
    ("count", "da", "en"),
    [
        (0, "0 sager", "0 cases"),
        (1, "1 sag", "1 case"),
        (2, "2 sager", "2 cases"),
        (1000, "1.000 sager", "1,000 cases"),
    ],
)
def test_an_amount_with_its_noun(count: int, da: str, en: str) -> None:
    assert f"{Amount(count, 'da'):sag|sager}" == da
    assert f"{Amount(count, 'en'):case|cases}" == en
    assert f"{Amount(count, 'da')}" == da.partition(" ")[0]


@pytest.mark.parametrize(
    ("some", "whole", "text"),
    [
        (0, 1, "0 af 1 rækker"),
        (1, 1, "den ene række"),
        (2, 2, "alle 2 rækker"),
        (1, 2000, "1 af 2.000 rækker"),
        (2000, 2000, "alle 2.000 rækker"),
    ],
)
def test_a_share(some: int, whole: int, text: str) -> None:
    forms: ShareForms = ("den ene række", "alle {} rækker", "{} af {} rækker")
    assert format_share(some, whole, forms, "da") == text
    assert capitalised(text) == text[0].upper() + text[1:]
    assert capitalised("") == ""


def bare_numbers(source: str | bytes) -> Iterator[tuple[int, str]]:
    """Numbers that an f-string puts before a noun as they are: ``f"{len(rows)} rækker"``."""
    tree = ast.parse(source)
    for programmers in ast.walk(tree):
        if isinstance(programmers, ast.FunctionDef) and programmers.name == "__repr__":
            programmers.body = []
    for node in ast.walk(tree):
        if not isinstance(node, ast.JoinedStr):
            continue
        for value, after in zip(node.values, [*node.values[1:], None], strict=False):
            if not isinstance(value, ast.FormattedValue) or not isinstance(after, ast.Constant):
                continue
            if (
                re.match(r" [a-zæøå]{2}", str(after.value))
                and _counts(value.value)
                and value.format_spec is None
            ):
                yield value.lineno, ast.unparse(value.value) + str(after.value)


def _counts(value: ast.expr) -> bool:
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Name) and value.func.id in {"len", "sum"}
    name = value.attr if isinstance(value, ast.Attribute) else value.id if isinstance(value, ast.Name) else ""
    return COUNTING.search(name) is not None


def unformatted_in_template(source: str) -> list[int]:
    """The lines of a template that write how long a list is without a filter for numbers."""
    tree = jinja2.Environment(autoescape=True).parse(source)
    return [
        one.lineno
        for output in tree.find_all(nodes.Output)
        for one in output.nodes
        if isinstance(one, nodes.Filter) and one.name in {"length", "count"}
    ]


def test_code_writes_no_bare_number_before_a_noun() -> None:
    assert [
        f"{path.relative_to(FUNCTIONS)}:{line}: {text}"
        for path in FUNCTIONS.rglob("*.py")
        if not OUR_OWN & set(path.relative_to(FUNCTIONS).parts)
        for line, text in bare_numbers(path.read_bytes())
    ] == []


def test_templates_write_no_bare_length() -> None:
    assert [
        f"{path.relative_to(FUNCTIONS)}:{line}"
        for path in FUNCTIONS.rglob("*.jinja")
        for line in unformatted_in_template(path.read_text(encoding="utf-8"))
    ] == []


def test_that_is_seen_where_it_is_done() -> None:
    """The searches above find what they look for."""
    for text in ('f"{len(found)} uploads begynder"', 'f"{count} rækker"', 'f"Der er {plan.rows} rækker"'):
        assert list(bare_numbers(text)), text
    for text in ('f"{format_number(count, lang)} rækker"', 'f"{name} rækker"', 'f"({count})"'):
        assert not list(bare_numbers(text)), text
    assert unformatted_in_template("{{ rows | length }} rækker")
    assert not unformatted_in_template("{{ rows | length | number }} rækker")
