"""The rules, explained: all of them, and one page each. Nobody need sign in to read what is asked of a sheet."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby
from typing import TYPE_CHECKING

from kleark.admin.pages.error_page import NotFoundError
from kleark.admin.rendering import open_page
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.admin.app_context import AppContext
    from kleark.http.messages import Request, Response
    from kleark.identity.sessions import Session
    from kleark.rules.model import Rule, Severity
    from kleark.rules.rule_examples import Example

LONGEST_SEARCH = 100


@dataclass(frozen=True, slots=True)
class SeverityText:
    """What a severity means to the admin. ``tone``: as a badge's colour."""

    word: str
    tone: str
    meaning: str


SEVERITIES: Mapping[Severity, SeverityText] = {
    "error": SeverityText("Fejl", "error", "Arket kan ikke offentliggøres, før det er rettet."),
    "warning": SeverityText(
        "Advarsel", "warning", "Det ser forkert ud, men kun du kan afgøre det. Arket kan godt offentliggøres."
    ),
    "info": SeverityText("Oplysning", "info", "Du behøver ikke gøre noget."),
}
_OF_WHAT_IS_LIVE: Mapping[Severity, str] = {
    "error": "Det skal rettes. Det bliver fundet i det, borgerne ser nu, og stopper intet nyt ark.",
    "warning": "Det ser forkert ud, men kun du kan afgøre det. Det bliver fundet i det, borgerne ser nu.",
}
_OF_A_LIST: Mapping[Severity, str] = {
    "error": "Det skal rettes. Det bliver fundet i en liste ved siden af arket og stopper intet ark.",
    "warning": "Det ser forkert ud, men kun du kan afgøre det. Det bliver fundet i en liste ved siden af arket.",
}


def severity_text(rule: Rule) -> SeverityText:
    """What a rule's severity means. Only what is found in a sheet can stop one."""
    from kleark.rules.documentation import NOT_OF_A_SHEET  # noqa: PLC0415 (few requests ask for the rules)

    usual = SEVERITIES[rule.severity]
    if not rule.id.startswith(NOT_OF_A_SHEET):
        return usual
    meanings = _OF_A_LIST if rule.id.startswith("KA8") else _OF_WHAT_IS_LIVE
    return replace(usual, meaning=meanings.get(rule.severity, usual.meaning))


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One line of the list."""

    id: str
    title: str
    severity: SeverityText


@dataclass(frozen=True, slots=True)
class Group:
    """``anchor``: where on the page it stands."""

    anchor: str
    title: str
    rules: tuple[RuleLine, ...]


@dataclass(frozen=True, slots=True)
class RuleDetails:
    """One rule. ``example_message``: what an admin reads where it fires; ``suggestion``: what the report says to write.

    ``by_example``: whether a sheet shows it; otherwise what is read has gaps. ``on_personal_data``: whether it is about
    what must not be kept.
    """

    id: str
    title: str
    severity: SeverityText
    example_message: str
    by_example: bool
    suggestion: str | None
    why: str
    fix: str
    source: str
    group: Group
    on_personal_data: bool


def every_rule(
    request: Request,
    path_params: Mapping[str, str],
    session: Session | None,
    context: AppContext,
) -> Response:
    """All rules, or those that what was searched for stands in."""
    from kleark.rules.registry import all_rules  # noqa: PLC0415 (few requests ask for the rules)

    wanted = request.parameters.get("q", "").strip()[:LONGEST_SEARCH]
    rules = [rule for rule in all_rules().values() if _has(rule, wanted)]
    return open_page(
        context,
        session,
        "rules.html.jinja",
        here="/regler",
        wanted=visible(wanted),
        groups=_rule_groups(rules),
        count=len(rules),
        severities=SEVERITIES,
    )


def one_rule(
    request: Request,
    path_params: Mapping[str, str],
    session: Session | None,
    context: AppContext,
) -> Response:
    """One rule. Raises NotFoundError."""
    from kleark.rules.registry import all_rules  # noqa: PLC0415
    from kleark.rules.rule_examples import load_examples  # noqa: PLC0415

    rules = all_rules()
    rule = rules.get(path_params["rule"])
    if rule is None:
        raise NotFoundError
    (group,) = _rule_groups([one for one in rules.values() if one.id[:3] == rule.id[:3]])
    details = _details(rule, load_examples().get(rule.id), group)
    return open_page(context, session, "rule.html.jinja", here="/regler", rule=details)


def _details(rule: Rule, example: Example | None, group: Group) -> RuleDetails:
    from kleark.rules.documentation import example_message  # noqa: PLC0415
    from kleark.rules.model import KLEARK, PERSONAL_DATA_GROUP  # noqa: PLC0415

    return RuleDetails(
        id=rule.id,
        title=rule.title.da,
        severity=severity_text(rule),
        example_message=visible(example_message(rule, example.message if example else None)),
        by_example=example is not None,
        suggestion=visible(example.suggestion) if example and example.suggestion else None,
        why=rule.why.da,
        fix=rule.fix.da,
        source="Dette værktøjs egen regel" if rule.source == KLEARK else rule.source,
        group=group,
        on_personal_data=rule.id.startswith(PERSONAL_DATA_GROUP),
    )


_OF_THE_TOOL = "Værktøjet selv"
"""Whoever reads this page has never heard the tool's name."""


def _rule_groups(rules: list[Rule]) -> list[Group]:
    from kleark.rules.documentation import GROUPS  # noqa: PLC0415

    return [
        Group(
            key,
            _OF_THE_TOOL if key == "KA9" else GROUPS[key][0],
            tuple(RuleLine(rule.id, rule.title.da, SEVERITIES[rule.severity]) for rule in several),
        )
        for key, several in groupby(rules, key=lambda rule: rule.id[:3])
    ]


def _has(rule: Rule, wanted: str) -> bool:
    """Whether each word that is searched for stands somewhere in what is said of the rule."""
    details = " ".join((rule.id, rule.title.da, rule.message.da, rule.why.da, rule.fix.da)).casefold()
    return all(word in details for word in wanted.casefold().split())
