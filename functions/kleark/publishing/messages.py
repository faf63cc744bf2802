"""The actions and flaws in the table and the log, in Danish and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.i18n.danish_time import format_time
from kleark.i18n.formats import format_percent
from kleark.publishing.log import LogFlaw
from kleark.publishing.model import AUTOMATIC, Action

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.i18n.language import Language
    from kleark.publishing.log import FlawedEntry
    from kleark.publishing.model import LogEntry

_FLAWS: Mapping[LogFlaw, Mapping[Language, str]] = {
    LogFlaw.CHANGED: {"da": "posten er ændret", "en": "the entry was changed"},
    LogFlaw.BROKEN: {
        "da": "kæden er brudt: en post før denne er ændret, fjernet eller sat ind",
        "en": "the chain is broken: an entry before this one was changed, taken out or put in",
    },
    LogFlaw.MISNUMBERED: {
        "da": "nummeret følger ikke efter posten før",
        "en": "its number does not follow that of the entry before",
    },
    LogFlaw.CUT_OFF: {
        "da": "loggen ender et andet sted, end den skal",
        "en": "the log ends elsewhere than it must",
    },
    LogFlaw.NOT_LIVE: {
        "da": "det, der vises eller gælder nu, er ikke det, loggen fortæller",
        "en": "what is live, or applies now, is not what the log tells",
    },
    LogFlaw.OTHER_HISTORY: {
        "da": "versionen blev bekendtgjort med en anden log, eller mangler i den",
        "en": "the revision was announced with another log, or is not in it",
    },
}


def entry_number(revision: int, step: int) -> str:
    """An entry's number, e.g. ``12``, or ``12.1`` for the first one after it that made no revision."""
    return f"{revision}.{step}" if step else str(revision)


def flaw_text(flaw: FlawedEntry, lang: Language) -> str:
    """What is wrong, and where."""
    entry = {"da": "post", "en": "entry"}[lang]
    return f"{entry} {entry_number(flaw.revision, flaw.step)}: {_FLAWS[flaw.flaw][lang]}"


def actor_name(actor: str, lang: Language) -> str:
    """An ARN's last part, which people know each other by: ``…:assumed-role/Operator/anne`` is anne."""
    if actor == AUTOMATIC:
        return {"da": "automatisk", "en": "automatically"}[lang]
    return actor.rsplit("/", 1)[-1].rsplit(":", 1)[-1]


def by_actor(entry: LogEntry | None, lang: Language) -> str:
    """``af anne``, or ``automatisk``. None: the log does not tell."""
    if entry is None:
        return {"da": "af ukendt", "en": "by an unknown person"}[lang]
    by = {"da": "af", "en": "by"}[lang]
    return (
        actor_name(entry.actor, lang) if entry.actor == AUTOMATIC else f"{by} {actor_name(entry.actor, lang)}"
    )


def limit_text(limit: int | None, lang: Language) -> str:
    """How many of the live rows a sheet may remove."""
    if limit is None:
        return {"da": "en tredjedel", "en": "a third"}[lang]
    return format_percent(limit, lang)


def counts_text(entry: LogEntry, lang: Language) -> str:
    """How many rows of each kind, those there are none of left out."""
    words = _COUNTS[lang]
    numbers = zip(words, (entry.added, entry.changed, entry.removed, entry.unchanged), strict=True)
    return ", ".join(f"{number} {word}" for word, number in numbers if number) or words[3]


_COUNTS: Mapping[Language, tuple[str, str, str, str]] = {
    "da": ("nye", "ændrede", "fjernede", "uændrede"),
    "en": ("added", "changed", "removed", "unchanged"),
}


_FOUR_EYES: Mapping[bool, Mapping[Language, str]] = {
    True: {"da": "fire øjne kræves nu", "en": "four eyes are required now"},
    False: {"da": "fire øjne kræves ikke længere", "en": "four eyes are not required any more"},
}


def action_text(entry: LogEntry, lang: Language) -> str:
    """What an entry tells was done."""
    due = format_time(entry.due, lang) if entry.due else ""
    limit = limit_text(entry.removal_limit, lang)
    four_eyes = _FOUR_EYES[bool(entry.four_eyes)]
    told: Mapping[Action, Mapping[Language, str]] = {
        Action.PUBLISH: {"da": "offentliggjort", "en": "published"},
        Action.REVERT: {
            "da": f"gået tilbage til version {entry.restored}",
            "en": f"reverted to revision {entry.restored}",
        },
        Action.UNPUBLISH: {"da": "visningen er tømt", "en": "unpublished"},
        Action.FREEZE: {"da": "låst", "en": "frozen"},
        Action.UNFREEZE: {"da": "låst op", "en": "unfrozen"},
        Action.SET_LIMIT: {"da": f"grænsen er nu {limit}", "en": f"the limit is {limit} now"},
        Action.SET_FOUR_EYES: four_eyes,
        Action.SCHEDULE: {"da": f"planlagt til {due}", "en": f"scheduled for {due}"},
        Action.CANCEL: {
            "da": f"planen for {due} er annulleret",
            "en": f"the schedule for {due} was cancelled",
        },
        Action.REFUSE: {"da": f"planen for {due} blev afvist", "en": f"the schedule for {due} was refused"},
    }
    return told[entry.action][lang]
