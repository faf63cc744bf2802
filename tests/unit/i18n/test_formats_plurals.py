"""No text says "1 rækker" or "1 rows": one function chooses the form, and every form is tried with 0, 1, 2 and 1000."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import kleark
from kleark.backup.records import RecordKind
from kleark.commands.archive_output import MUNICIPALITIES, kinds_text
from kleark.fix.output import _WORDS as FIX_WORDS
from kleark.i18n.formats import format_count
from kleark.mail.mail_text import _WORDINGS
from kleark.portal.problems import Flaw, malformed_visit
from kleark.rules.registry import all_rules, get

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language

FUNCTIONS = Path(kleark.__file__).parents[1]
COUNTS = (0, 1, 2, 1000)
WRONG_AFTER_1: dict[Language, str] = {
    "da": "rækker advarsler oplysninger rettelser bemærkninger kommuner versioner emner celler links sider poster "
    "planer kolonner uploads sager bogstaver steder gange ændringer regler beskeder værdier andre ændrede nye "
    "fjernede tilføjede filer personer fagsystemer numre telefonnumre postkasser måneder logposter mærker",
    "en": "rows errors warnings notes findings sheets municipalities revisions topics cells links entries cases "
    "columns pages times letters places changes rules messages values remarks files people systems numbers "
    "mailboxes months schedules answers uploads marks sets fixes were are have others",
}
WITH_WORDS = ("report", "status", "mail", "fix", "commands", "template", "publishing", "admin")
"""The packages whose tables of words are looked through."""


def wrong(text: str, lang: Language) -> list[str]:
    found: list[str] = re.findall(rf"(?<![\d.,])1 (?:{'|'.join(WRONG_AFTER_1[lang].split())})\b", text)
    return found


def modules() -> Iterator[Path]:
    return (path for path in FUNCTIONS.rglob("*.py") if path.name != "formats.py")


def pairs_within(value: Any, depth: int = 6) -> Iterator[Forms]:
    """Every two texts in a table of words of which the second takes a number, or both do."""
    if depth == 0 or isinstance(value, str):
        return
    if isinstance(value, tuple) and len(value) == 2 and all(isinstance(one, str) for one in value):
        if "{}" in value[1] and value[0] != value[1]:
            yield value[0], value[1]
        return
    inside = (
        value.values() if isinstance(value, Mapping) else value if isinstance(value, (tuple, list)) else ()
    )
    for one in inside:
        yield from pairs_within(one, depth - 1)


def is_one(compared: ast.expr) -> bool:
    return (
        isinstance(compared, ast.Compare)
        and isinstance(compared.ops[0], (ast.Eq, ast.NotEq))
        and isinstance(compared.comparators[0], ast.Constant)
        and compared.comparators[0].value == 1
        and type(compared.comparators[0].value) is int
    )


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != ""
    )


def chooses_a_form(node: ast.AST) -> bool:
    """``"række" if n == 1 else "rækker"``, or ``forms[n != 1]``."""
    if isinstance(node, ast.IfExp):
        return is_one(node.test) and all(is_text(one) for one in (node.body, node.orelse))
    return isinstance(node, ast.Subscript) and is_one(node.slice)


def test_one_function_chooses_the_form() -> None:
    found = [
        f"{path.relative_to(FUNCTIONS)}:{getattr(node, 'lineno', 0)}"
        for path in modules()
        for node in ast.walk(ast.parse(path.read_bytes()))
        if chooses_a_form(node)
    ]
    assert found == []


def test_that_is_seen_where_it_is_done() -> None:
    """The search above finds what it looks for."""
    for line in ('x = "1 a" if n == 1 else f"{n} b"', 'x = "a" if len(n) == 1 else "b"', "x = forms[n != 1]"):
        assert any(chooses_a_form(node) for node in ast.walk(ast.parse(line))), line
    assert wrong("Der er 1 rækker", "da")
    assert wrong("1 warnings", "en")
    assert not wrong("21 rows, 1.001 rækker, 1 row", "en")


def test_no_text_of_ours_holds_a_wrong_one() -> None:
    assert [
        (path.name, line)
        for path in (*modules(), *FUNCTIONS.rglob("*.jinja"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"[\"'> ]1 (?:rækker|advarsler|kommuner|rows|errors|warnings|sheets|cases)\b", line)
        and "0 no errors" not in line  # a list of exit codes
    ] == []


def tables() -> Iterator[tuple[str, Language, Forms]]:
    for package in WITH_WORDS:
        path = FUNCTIONS / "kleark" / package
        for found in pkgutil.walk_packages([str(path)], f"kleark.{package}."):
            module = import_module(found.name)
            for name, value in vars(module).items():
                if isinstance(value, Mapping) and {"da", "en"} == set(value):
                    yield from ((f"{found.name}.{name}", "da", forms) for forms in pairs_within(value["da"]))
                    yield from ((f"{found.name}.{name}", "en", forms) for forms in pairs_within(value["en"]))


def test_every_form_of_every_table_goes_with_its_number() -> None:
    looked_at = set(tables())
    assert len(looked_at) > 40
    for name, lang, forms in looked_at:
        for count in COUNTS:
            try:
                text = format_count(count, forms, lang)
            except (IndexError, KeyError):
                continue  # a sentence with other places than the number
            assert not wrong(text, lang), (name, text)
            if count == 1000 and "1000" in text.replace(".", "").replace(",", ""):
                assert ("1.000" if lang == "da" else "1,000") in text, (name, text)


@pytest.mark.parametrize("lang", ["da", "en"])
@pytest.mark.parametrize("count", COUNTS)
def test_what_commands_count(count: int, lang: Language) -> None:
    said = [
        kinds_text({kind.value: count for kind in RecordKind}, lang),
        format_count(count, MUNICIPALITIES[lang], lang),
        *(format_count(count, forms, lang) for forms in FIX_WORDS[lang] if isinstance(forms, tuple)),
    ]
    assert not [text for text in said if wrong(text, lang)]
    if count == 1000:
        assert any(("1.000" if lang == "da" else "1,000") in text for text in said)


@pytest.mark.parametrize("count", [1, 2, 1000])
def test_what_the_api_counts(count: int) -> None:
    told = malformed_visit([Flaw("#", {"da": "x", "en": "x"})] * count)
    assert not wrong(told.detail["da"], "da")
    assert not wrong(told.detail["en"], "en")
    assert all(f"{count} " in text for text in told.detail.values())


def test_headings_over_several_are_never_over_one() -> None:
    """`many` heads more than one finding; what is counted in a single message says so itself."""
    for rule_id in all_rules():
        rule = get(rule_id)
        assert not wrong(rule.message.da, "da"), rule_id
        assert not wrong(rule.message.en, "en"), rule_id


def test_notices_of_one_and_of_several() -> None:
    for cause, wording in _WORDINGS.items():
        one = wording.one.format(n=1, your="", to_you="")
        assert not wrong(one, "da"), cause
        assert wording.several.format(n=2, your="", to_you="") != one
