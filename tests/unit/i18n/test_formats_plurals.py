"""No text says "1 rækker" or "1 rows": one function chooses the form, and every form is tried with 0, 1, 2 and 1000."""

from __future__ import annotations

import ast
import pkgutil
import re
from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import pytest
from jinja2 import nodes

import kleark
from kleark.backup.records import RecordKind
from kleark.commands.archive_output import MUNICIPALITIES, kinds_text
from kleark.fix.output import _WORDS as FIX_WORDS
from kleark.i18n.formats import format_count, format_number
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


_ONE_OR_NOT = {
    (ast.Eq, 1): "eq",
    (ast.NotEq, 1): "ne",
    (ast.Gt, 1): "gt",
    (ast.LtE, 1): "lteq",
    (ast.Lt, 2): "lt",
    (ast.GtE, 2): "gteq",
}
"""The comparisons that part one from several, as Python has them and as Jinja names them."""


def is_one(compared: ast.AST, names: frozenset[str] = frozenset()) -> bool:
    """``n == 1``, or a name that was given the answer."""
    if isinstance(compared, ast.Name):
        return compared.id in names
    return (
        isinstance(compared, ast.Compare)
        and isinstance(against := compared.comparators[0], ast.Constant)
        and type(against.value) is int
        and (type(compared.ops[0]), against.value) in _ONE_OR_NOT
    )


def is_text(node: ast.AST | None) -> bool:
    return isinstance(node, ast.JoinedStr) or (
        isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != ""
    )


def chooses_a_form(node: ast.AST, names: frozenset[str] = frozenset()) -> bool:
    """``"række" if n == 1 else "rækker"``, ``one if n == 1 else many``, or ``forms[n != 1]``."""
    if isinstance(node, ast.IfExp):
        said = node.body, node.orelse
        return is_one(node.test, names) and (
            all(map(is_text, said)) or all(isinstance(one, ast.Name) for one in said)
        )
    return isinstance(node, ast.Subscript) and is_one(node.slice)


def returns_a_form(block: list[ast.stmt], names: frozenset[str]) -> Iterator[ast.stmt]:
    """``if n == 1: return "række"``, and another text after it."""
    for at, statement in enumerate(block):
        if not (isinstance(statement, ast.If) and is_one(statement.test, names)):
            continue
        otherwise = [*statement.orelse, *block[at + 1 :]][:1]
        ends = [statement.body[-1], *otherwise]
        if len(ends) == 2 and all(isinstance(one, ast.Return) and is_text(one.value) for one in ends):
            yield statement


def chosen_by_hand(source: str | bytes) -> list[int]:
    """The lines of a module on which a form is chosen."""
    tree = ast.parse(source)
    names = frozenset(
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and is_one(node.value)
        for target in node.targets
        if isinstance(target, ast.Name)
    )
    lines = [
        node.lineno for node in ast.walk(tree) if isinstance(node, ast.expr) and chooses_a_form(node, names)
    ]
    for node in ast.walk(tree):
        for block in (getattr(node, "body", None), getattr(node, "orelse", None)):
            if isinstance(block, list):
                lines += [one.lineno for one in returns_a_form(block, names)]
    return sorted(lines)


def chosen_in_template(source: str) -> list[int]:
    """The lines of a template on which a form is chosen."""
    tree = jinja2.Environment(autoescape=True).parse(source)
    lines = [
        node.lineno
        for node in tree.find_all(nodes.CondExpr)
        if _parting(node.test) and _says(node.expr1) and node.expr2 is not None and _says(node.expr2)
    ]
    for node in tree.find_all(nodes.If):
        if (op := _parting(node.test)) and node.else_ and _writes(node.body) and _writes(node.else_):
            # That there are several pages, say, decides on much: on a form only where their number is written.
            number = next(node.test.iter_child_nodes())
            written = [one for part in node.body for one in part.find_all(type(number))]
            lines += [node.lineno] if op in {"eq", "ne"} or number in written else []
        if node.else_:
            lines += [one.lineno for one in node.elif_ if _parting(one.test) and _writes(one.body)]
    return sorted(lines)


def _parting(test: nodes.Node) -> str | None:
    """The comparison by which a test parts one from several; None where it does not."""
    if not isinstance(test, nodes.Compare) or not isinstance(against := test.ops[0].expr, nodes.Const):
        return None
    known = ((op, value) for (_, value), op in _ONE_OR_NOT.items())
    return test.ops[0].op if (test.ops[0].op, against.value) in known else None


def _says(node: nodes.Node) -> bool:
    """Whether an expression holds words, other than the parameters of a filter."""
    if isinstance(node, nodes.Const):
        return isinstance(node.value, str) and node.value != ""
    return isinstance(node, nodes.Concat) and any(map(_says, node.nodes))


def _writes(body: list[nodes.Node]) -> bool:
    """Whether a branch is words alone, with a number among them perhaps: no tags of HTML, and no other branches."""
    return all(
        isinstance(one, nodes.Output)
        and not any(isinstance(part, nodes.TemplateData) and "<" in part.data for part in one.nodes)
        for one in body
    )


def test_one_function_chooses_the_form() -> None:
    found = [
        f"{path.relative_to(FUNCTIONS)}:{line}"
        for path in modules()
        for line in chosen_by_hand(path.read_bytes())
    ]
    assert found == []


def test_templates_let_it_choose() -> None:
    assert [
        f"{path.relative_to(FUNCTIONS)}:{line}"
        for path in FUNCTIONS.rglob("*.jinja")
        for line in chosen_in_template(path.read_text(encoding="utf-8"))
    ] == []


def test_nobody_is_left_to_choose() -> None:
    """No "række(r)": whoever reads it would have to."""
    assert [
        (path.name, line)
        for path in (*FUNCTIONS.rglob("*.py"), *FUNCTIONS.rglob("*.jinja"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\b[a-zæøå]{3,}\((?:r|er|e|s|es|en|ne|re)\)(?!:)", line)
        and not re.search(r"\b(?:self|repr|len|str|set|map|def|enumerate|sorted)\b.*\(", line)
    ] == []


def test_that_is_seen_where_it_is_done() -> None:
    """The search above finds what it looks for."""
    for text in (
        'x = "1 a" if n == 1 else f"{n} b"',
        'x = "a" if len(n) == 1 else "b"',
        'x = "b" if n > 1 else "a"',
        "x = forms[n != 1]",
        "x = one if n == 1 else many",
        'alone = n == 1\nx = "a" if alone else "b"',
        'def f(n):\n    if n == 1:\n        return "a"\n    return f"{n} b"',
        'def f(n):\n    if n > 1:\n        return f"{n} b"\n    else:\n        return "a"',
    ):
        assert chosen_by_hand(text), text
    for text in ("x = names[0] if len(names) == 1 else None", 'x = f", {n} b" if n > 1 else ""'):
        assert not chosen_by_hand(text), text
    for text in (
        '{{ "1 a" if n == 1 else n ~ " b" }}',
        '{{ "a" if n | length == 1 else "b" }}',
        "{% if n == 1 %}a{% else %}{{ n }} b{% endif %}",
        "{% if n > 1 %}{{ n }} b{% else %}a{% endif %}",
        "{% if not n %}c{% elif n == 1 %}a{% else %}b{% endif %}",
    ):
        assert chosen_in_template(text), text
    for text in ("{% if n > 1 %}, side {{ n }}{% endif %}", '{{ n | amount("1 a", "{} b") }}'):
        assert not chosen_in_template(text), text
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
    assert f"{format_number(count, 'da')} " in told.detail["da"]
    assert f"{format_number(count, 'en')} " in told.detail["en"]


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
