"""``kleark rules``: list the rules, or explain some."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.commands.arguments import OK, UsageError
from kleark.refusal_codes import RefusalCode
from kleark.rules.registry import all_rules

if TYPE_CHECKING:
    import argparse

    from kleark.rules.model import Rule


def run(options: argparse.Namespace) -> int:
    """List the rules, or explain those that are named."""
    rules = all_rules()
    unknown = [rule_id for rule_id in options.ids if rule_id.upper() not in rules]
    if unknown:
        names = ", ".join(unknown)
        raise UsageError(
            RefusalCode.UNKNOWN_RULE, f"Der er ingen regel {names}.", f"There is no rule {names}."
        )
    if not options.ids:
        for rule in rules.values():
            print(f"{rule.id}  {rule.severity:<8} {getattr(rule.title, options.lang)}")
        return OK
    print("\n".join(_explained(rules[rule_id.upper()], options.lang) for rule_id in options.ids), end="")
    return OK


def _explained(rule: Rule, lang: str) -> str:
    why, fix, source = (
        ("Hvad det betyder", "Sådan retter du", "Kilde")
        if lang == "da"
        else ("What it means", "How to fix", "Source")
    )
    return (
        f"{rule.id} · {rule.severity}\n{getattr(rule.title, lang)}\n\n"
        f"{why}: {getattr(rule.why, lang)}\n{fix}: {getattr(rule.fix, lang)}\n{source}: {rule.source}\n"
    )
