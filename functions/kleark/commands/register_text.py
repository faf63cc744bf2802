"""What ``kleark register`` says of editions, differences and effects, in both languages, a line each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kleark.editions.receive import doubts_from_json
from kleark.i18n.danish_time import format_time
from kleark.i18n.formats import format_count, format_date, joined, plural
from kleark.publishing.messages import actor_name
from kleark.registers.kle_register import embedded
from kleark.registers.municipalities import municipality

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kleark.editions.activation import EditionPlan
    from kleark.editions.model import ActiveEdition, EditionRecord, RegisterEntry
    from kleark.i18n.language import Language
    from kleark.publishing.ids import MunicipalityCode
    from kleark.registers.editions import EditionDifference, EditionEffect, Renamed
    from kleark.registers.kle_register import Topic

MOST_NUMBERS = 12
"""Numbers that a line lists; how many more there are is said."""

_STATES = {
    "ready": ("klar til at blive aktiveret", "ready to be activated"),
    "held": ("holdes tilbage, til nogen bekræfter", "held until somebody confirms"),
    "refused": ("kan ikke bruges", "cannot be used"),
}


def active_line(active: ActiveEdition, lang: Language) -> str:
    """Which register is active."""
    if not active.content:
        day = format_date(embedded().edition, lang)
        return (
            f"Aktiv: Klearks egen udgave fra {day}."
            if lang == "da"
            else f"Active: Kleark's own edition of {day}."
        )
    day, groups = edition_day(active.edition, lang), joined(active.main_groups.split(), lang)
    at = format_time(active.activated_at, lang)
    if lang == "da":
        topics = format_count(active.topics, ("1 emne", "{} emner"), lang)
        return f"Aktiv: udgaven fra {day} ({topics}, hovedgruppe {groups}), siden {at}."
    topics = format_count(active.topics, ("1 topic", "{} topics"), lang)
    word = plural(len(active.main_groups.split()), ("main group", "main groups"))
    return f"Active: the edition of {day} ({topics}, {word} {groups}), since {at}."


def edition_line(record: EditionRecord, active: ActiveEdition, lang: Language) -> str:
    """One edition that came in."""
    da = lang == "da"
    if record.edition_id == active.edition_id:
        state = "aktiv" if da else "active"
    else:
        state = _STATES.get(record.state, (record.state, record.state))[0 if da else 1]
    doubts = " ".join(getattr(doubt, f"message_{lang}") for doubt in doubts_from_json(record.doubts))
    edition = edition_day(record.edition, lang) if record.edition else "?"
    head = f"{record.edition_id}  {edition}  {format_time(record.received_at, lang)}  {state}"
    return f"{head}. {doubts}" if doubts else f"{head}."


def entry_line(entry: RegisterEntry, lang: Language) -> str:
    """One entry of the log."""
    at = format_time(entry.at, lang)
    words = {
        "activate": ("{} aktiveret", "{} activated"),
        "revert": ("gået tilbage til {}", "gone back to {}"),
    }
    did = words[entry.action.value][0 if lang == "da" else 1].format(edition_day(entry.edition, lang))
    return f"{entry.index}. {at}  {did}, {actor_name(entry.actor, lang)}: {entry.note}"


def difference_lines(difference: EditionDifference, lang: Language) -> list[str]:
    """What is other in the register."""
    da = lang == "da"
    lines = [
        *_topics(difference.new, "Nye emner" if da else "New topics"),
        *_topics(difference.returned, "Emner, der er kommet igen" if da else "Topics that came back"),
        *_topics(difference.retired, "Emner, der udgår" if da else "Topics that retire"),
        *_renamed(difference.renamed, "Nye navne" if da else "New names"),
        *_topics(difference.announced, "Bebudet at udgå" if da else "Announced to retire"),
        *_topics(difference.withdrawn, "Udgår alligevel ikke" if da else "Do not retire after all"),
    ]
    return lines or ["Registeret er det samme." if da else "The register is the same."]


def effect_lines(effects: Mapping[MunicipalityCode, EditionEffect], lang: Language) -> list[str]:
    """What it changes for each municipality that has rows."""
    da = lang == "da"
    if not effects:
        return [
            "Det ændrer intet for det, kommunerne viser nu."
            if da
            else "It changes nothing for what municipalities show now."
        ]
    lines = []
    for code, effect in effects.items():
        named = municipality(code)
        parts = [
            *_topics(effect.retired, "udgår" if da else "retire"),
            *_renamed(effect.renamed, "nyt navn" if da else "new name"),
            *_topics(effect.announced, "bebudet at udgå" if da else "announced to retire"),
            *_topics(effect.withdrawn, "udgår ikke alligevel" if da else "do not retire after all"),
            *_topics(effect.known, "findes nu" if da else "exist now"),
            *_topics(effect.beside, "nye i samme gruppe" if da else "new in the same group"),
        ]
        lines.append(f"{code} {named.name if named else ''}: {'; '.join(parts)}")
    return lines


def plan_lines(plan: EditionPlan, lang: Language) -> list[str]:
    """All that an operator reads before the register is changed; as many lines in each language."""
    doubts = [one.message_da if lang == "da" else one.message_en for one in plan.doubts]
    return [*difference_lines(plan.difference, lang), *doubts, *effect_lines(plan.effects, lang)]


def plan_json(plan: EditionPlan) -> dict[str, Any]:
    """The plan for programs."""
    return {
        "edition": plan.register.edition.isoformat(),
        "editionId": plan.edition_id,
        "doubts": [
            {"code": one.code, "message": {"da": one.message_da, "en": one.message_en}} for one in plan.doubts
        ],
        "changes": difference_json(plan.difference),
        "municipalities": {code: difference_json(effect) for code, effect in plan.effects.items()},
    }


def difference_json(of: EditionDifference | EditionEffect) -> dict[str, Any]:
    """A difference, or what it means for one municipality, for programs; what is empty is left out."""
    data: dict[str, Any] = {}
    for name in ("new", "returned", "retired", "announced", "withdrawn", "known", "beside"):
        if topics := getattr(of, name, ()):
            data[name] = [
                {"kleNumber": one.kle_number, "title": one.title, "replacedBy": list(one.replaced_by)}
                for one in topics
            ]
    if of.renamed:
        data["renamed"] = [
            {"kleNumber": one.kle_number, "old": one.old, "new": one.new} for one in of.renamed
        ]
    return data


def _topics(topics: Sequence[Topic], words: str) -> Iterable[str]:
    if topics:
        shown = [_with_successors(topic) for topic in topics[:MOST_NUMBERS]]
        yield _listed(words, shown, len(topics))


def _with_successors(topic: Topic) -> str:
    if topic.retired_on is None or not topic.replaced_by:
        return topic.kle_number
    return f"{topic.kle_number} → {', '.join(topic.replaced_by)}"


def _renamed(renamed: Sequence[Renamed], words: str) -> Iterable[str]:
    if renamed:
        shown = [f'{one.kle_number} "{" ".join(one.new.split())}"' for one in renamed[:MOST_NUMBERS]]
        yield _listed(words, shown, len(renamed))


def _listed(words: str, shown: list[str], count: int) -> str:
    more = f" … (+{count - len(shown)})" if count > len(shown) else ""
    return f"{words} ({count}): {', '.join(shown)}{more}"


def edition_day(text: str, lang: Language) -> str:
    """The day that names an edition, which is stored as ``2025-05-01``."""
    return format_date(date.fromisoformat(text), lang)
