"""``kleark rules``: list the rules, or explain some."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.commands.arguments import OK, UsageError, write_json
from kleark.refusal_codes import RefusalCode
from kleark.rules.registry import all_rules

if TYPE_CHECKING:
    import argparse
    from collections.abc import Mapping

    from kleark.i18n.language import Language
    from kleark.rules.model import Rule, Severity

SEVERITY_WORDS: Mapping[Language, Mapping[Severity, str]] = {
    "da": {"error": "fejl", "warning": "advarsel", "info": "oplysning"},
    "en": {"error": "error", "warning": "warning", "info": "note"},
}


def run(options: argparse.Namespace) -> int:
    """List the rules, or explain those that are named."""
    rules = all_rules()
    unknown = [rule_id for rule_id in options.ids if rule_id.upper() not in rules]
    if unknown:
        names = ", ".join(unknown)
        raise UsageError(
            RefusalCode.UNKNOWN_RULE,
            f"Der er ingen regel {names}.",
            f"There is no rule {names}.",
            rules=unknown,
        )
    chosen = [rules[rule_id.upper()] for rule_id in options.ids] or list(rules.values())
    if options.output_format == "json":
        write_json([_rule_json(rule) for rule in chosen])
    elif options.ids:
        print("\n".join(_explanation(rule, options.lang) for rule in chosen), end="")
    else:
        for rule in chosen:
            print(
                f"{rule.id}  {SEVERITY_WORDS[options.lang][rule.severity]:<10} {getattr(rule.title, options.lang)}"
            )
    return OK


def _rule_json(rule: Rule) -> dict[str, Any]:
    texts = {name: getattr(rule, name) for name in ("title", "why", "fix")}
    return {
        "id": rule.id,
        "severity": rule.severity,
        "holdsBack": rule.holds_back,
        **{name: {"da": text.da, "en": text.en} for name, text in texts.items()},
        "source": rule.source,
    }


def _explanation(rule: Rule, lang: Language) -> str:
    why, fix, source = (
        ("Hvad det betyder", "Sådan retter du", "Kilde")
        if lang == "da"
        else ("What it means", "How to fix", "Source")
    )
    return (
        f"{rule.id} · {SEVERITY_WORDS[lang][rule.severity]}\n{getattr(rule.title, lang)}\n\n"
        f"{why}: {getattr(rule.why, lang)}\n{fix}: {getattr(rule.fix, lang)}\n{source}: {rule.source}\n"
    )
