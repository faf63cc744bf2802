"""The documentation of all rules, in Danish with the English titles beside, made from the rules themselves.

``python -m kleark.rules.documentation > docs/rules.md``, in a checkout: the examples come from its sample sheets.
"""

from __future__ import annotations

import html
import json
import sys
from itertools import groupby
from pathlib import Path

from kleark.redaction.patterns import pattern
from kleark.rules.registry import all_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from kleark.rules.model import Rule

SAMPLES = "sample_sheets/rules"
"""Where in a checkout the sample sheets are; what they show stands in ``expected.json`` beside them."""

GROUPS = {
    "KA1": ("Filen", "The file"),
    "KA2": ("Arket og overskrifterne", "Sheet and header"),
    "KA3": ("Cellerne", "Cells"),
    "KA4": ("Registre og mening", "Registers and meaning"),
    "KA5": ("Rækkerne set sammen", "Across rows"),
    "KA6": ("Persondata og sikkerhed", "Personal data and safety"),
    "KA7": ("Mod det, der vises nu", "Against what is live"),
    "KA8": ("Listerne ved siden af arket", "The lists beside the sheet"),
    "KA9": ("Kleark selv", "Kleark itself"),
}
SEVERITIES = {
    "error": "Fejl: stopper offentliggørelsen",
    "warning": "Advarsel",
    "info": "Oplysning",
}
NOT_OF_A_SHEET = ("KA75", "KA76", "KA8")
"""Rules of the watch and of lists: whatever they find, a sheet can be published."""
_STOPS_NO_SHEET = "Fejl: stopper intet ark"
_HOLDS_BACK = ": arket venter på, at en godkender svarer på det"
_INTRODUCTION = """\
# Regler

Alt, hvad Kleark kan bemærke ved et konfigurationsark, ved en opgørelse af indekserne (KA80x-KA83x) og ved lister over
sagsskabeloner (KA840-KA870), kommunens egne KLE-numre (KA871-KA876) og ansvar (KA880-KA899); ved listerne også
KA80x-KA82x. Filen er dannet af reglerne selv med `make docs`; ret dem i `functions/kleark/rules/`. Den samme forklaring
fås med `kleark rules KA401`.

En **fejl** kan skade eller vildlede en borger, eller kan ikke offentliggøres, og stopper offentliggørelsen. En
**advarsel** ser forkert ud, men kræver, at et menneske tager stilling. En **oplysning** kræver intet. Det, der bliver
fundet i en liste (KA8xx) eller i det, der allerede vises (KA75x-KA76x), stopper aldrig et ark.

*Everything that Kleark can find in a configuration sheet, on an inventory of the indexes (KA80x-KA83x) and on lists of
case templates (KA840-KA870), of a municipality's own KLE numbers (KA871-KA876) and of responsibilities (KA880-KA899);
on these lists KA80x-KA82x, too. In Danish with English titles. Generated: see above.*
"""
_PLACEHOLDER = pattern(r"\{[a-z_]+(?::[^}]*)?\}")
_MARKDOWN = pattern(r"([\\`*_\[\]|])")


def render(rules: Iterable[Rule], expected: Mapping[str, Any]) -> str:
    """The page. ``expected``: the content of the samples' ``expected.json``."""
    in_order = sorted(rules, key=lambda rule: rule.id)
    groups = [(key, list(several)) for key, several in groupby(in_order, key=lambda rule: rule.id[:3])]
    samples = {sample["rule"]: sample for sample in expected["samples"]}
    lines = [_INTRODUCTION, *_index(groups)]
    for key, several in groups:
        lines += [f"## {key}xx: {GROUPS[key][0]} · *{GROUPS[key][1]}*", ""]
        for rule in several:
            lines += _section(rule, samples.get(rule.id), expected["notShown"].get(rule.id))
    return "\n".join(lines)


def anchor(rule_id: str) -> str:
    """The part of the page's address that leads to a rule; it never changes."""
    return rule_id.lower()


def example_message(rule: Rule, example: str | None) -> str:
    """What an admin reads where the rule fires. ``example``: where it did; None: then it has gaps."""
    return _PLACEHOLDER.sub("…", rule.message.da) if example is None else example


def _index(groups: list[tuple[str, list[Rule]]]) -> Iterator[str]:
    for key, several in groups:
        yield f"**{key}xx: {GROUPS[key][0]}**"
        yield ""
        for rule in several:
            severity = SEVERITIES[rule.severity].partition(":")[0].lower()
            yield f"- [{rule.id}](#{anchor(rule.id)}) {_escaped(rule.title.da)} ({severity})"
        yield ""


def _section(rule: Rule, sample: Mapping[str, Any] | None, reason: str | None) -> Iterator[str]:
    yield f'<a id="{anchor(rule.id)}"></a>'
    yield ""
    yield f"### {rule.id} · {_escaped(rule.title.da)}"
    yield ""
    held = _HOLDS_BACK if rule.holds_back else ""
    stops_none = rule.severity == "error" and rule.id.startswith(NOT_OF_A_SHEET)
    weight = _STOPS_NO_SHEET if stops_none else SEVERITIES[rule.severity]
    yield f"*{_escaped(rule.title.en)}* · **{weight}{held}**"
    yield ""
    yield "```text"
    yield example_message(rule, sample["message"]["da"] if sample else None)
    if sample and sample["suggestion"]:
        yield f"Skriv: {sample['suggestion']}"
    yield "```"
    yield ""
    yield f"- **Hvad det betyder:** {_escaped(rule.why.da)}"
    yield f"- **Sådan retter du:** {_escaped(rule.fix.da)}"
    yield f"- **Kilde:** {_escaped(rule.source)}"
    yield f"- **Eksempel:** {_example(sample, reason)}"
    yield ""


def _example(sample: Mapping[str, Any] | None, reason: str | None) -> str:
    if sample is None:
        return _escaped(reason or "Intet.")
    place = f" (celle {sample['cell']})" if sample["cell"] else ""
    live = f"; det, der vises i forvejen: {_link(sample['live'])}" if sample.get("live") else ""
    indexed = f"; opgørelsen: {_link(sample['indexed'])}" if sample.get("indexed") else ""
    return f"{_link(sample['bad'])}{place}; uden fejlen: {_link(sample['good'])}{live}{indexed}"


def _link(file_name: str) -> str:
    return f"[{file_name}](../{SAMPLES}/{file_name})"


def _escaped(text: str) -> str:
    """The text as Markdown that shows it as it is."""
    return _MARKDOWN.sub(r"\\\1", html.escape(text, quote=False))


def main() -> None:
    """Write the page to standard output. Raises FileNotFoundError outside a checkout."""
    expected = Path(__file__).resolve().parents[3] / SAMPLES / "expected.json"
    page = render(all_rules().values(), json.loads(expected.read_bytes()))
    sys.stdout.buffer.write(page.encode())


if __name__ == "__main__":
    main()
