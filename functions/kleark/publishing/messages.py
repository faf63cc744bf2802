"""The actions and flaws in the table and the log, in Danish and English.

What was done and by whom is joined here, and nowhere else: `with_actor` makes a clause of it, `performer` the words for
a column of who did it. A test reads every action by every kind of actor, in both languages.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kleark.configuration.part import part_named, parts_from_text
from kleark.i18n.danish_time import format_time
from kleark.i18n.formats import format_count, format_date, format_percent
from kleark.publishing.log import LogFlaw
from kleark.publishing.model import AUTOMATIC, Action
from kleark.publishing.part_words import reach_text
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language
    from kleark.publishing.log import FlawedEntry
    from kleark.publishing.model import LogEntry

    KnownAs = Callable[[str], str | None]
    """The name that an actor of the log is known by among colleagues; None where nobody knows."""

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
    LogFlaw.OTHER_ANSWERS: {
        "da": "svaret på bemærkninger er ikke det, loggen fortæller",
        "en": "the answer to warnings is not what the log tells",
    },
}


def entry_number(revision: int, step: int) -> str:
    """An entry's number, e.g. ``12``, or ``12.1`` for the first one after it that made no revision."""
    return f"{revision}.{step}" if step else str(revision)


def flaw_text(flaw: FlawedEntry, lang: Language) -> str:
    """What is wrong, and where."""
    entry = {"da": "post", "en": "entry"}[lang]
    return f"{entry} {entry_number(flaw.revision, flaw.step)}: {_FLAWS[flaw.flaw][lang]}"


def nobody_known(_: str) -> None:
    """What `KnownAs` says where there is no directory of colleagues."""


def actor_name(actor: str, lang: Language, known_as: KnownAs = nobody_known) -> str:
    """The name in the directory; else an ARN's last part, which people know each other by.

    ``…:assumed-role/Operator/anne`` is anne, and ``oidc:7f3c:anne@odense.example`` anne@odense.example.
    """
    if actor == AUTOMATIC:
        return {"da": "automatisk", "en": "automatically"}[lang]
    return known_as(actor) or actor.rsplit("/", 1)[-1].rsplit(":", 1)[-1].strip() or _UNKNOWN[lang]


def by_actor(entry: LogEntry | None, lang: Language, known_as: KnownAs = nobody_known) -> str:
    """``af anne``, or ``automatisk``; what the system refused, ``af systemet``. None: the log does not tell."""
    by = _BY[lang]
    if entry is None:
        return f"{by} {_UNKNOWN[lang]}"
    if entry.action is Action.REFUSE:
        return f"{by} {_SYSTEM[lang]}"
    name = actor_name(entry.actor, lang, known_as)
    return name if entry.actor == AUTOMATIC else f"{by} {name}"


def with_actor(what: str, entry: LogEntry, lang: Language, known_as: KnownAs = nobody_known) -> str:
    """``what`` and by whom, as one clause: ``låst af anne``.

    A setting's value is set apart from the name, since ``30 procent af anne`` says something else.
    """
    by = by_actor(entry, lang, known_as)
    return f"{what}, {_DECIDED[lang]} {by}" if entry.action in _SETTINGS else f"{what} {by}"


def performer(entry: LogEntry, lang: Language, known_as: KnownAs = nobody_known) -> str:
    """Who did it: ``anne``, ``automatisk``, or ``systemet, planlagt af anne`` of what a schedule brought about."""
    if not is_of_schedule(entry):
        return actor_name(entry.actor, lang, known_as)
    return f"{_SYSTEM[lang]}, {planner_text(entry, lang, known_as)}"


def is_of_schedule(entry: LogEntry) -> bool:
    """Whether the system did it, or refused it, at the time that somebody had set."""
    return entry.action is Action.REFUSE or (entry.action is Action.PUBLISH and entry.due is not None)


def planner_text(entry: LogEntry, lang: Language, known_as: KnownAs = nobody_known) -> str:
    """``planlagt af anne``: who had set the time of what the system carried out or refused."""
    return f"{_PLANNED[lang]} {_BY[lang]} {_person(entry.actor, lang, known_as)}"


def refusal_text(entry: LogEntry, lang: Language) -> str:
    """Why the system refused what was scheduled, as a clause; empty where the log does not tell."""
    if entry.refusal is None:
        return ""
    known = _REFUSALS.get(entry.refusal)
    if known is None:
        return {"da": f"grunden har koden {entry.refusal}", "en": f"the reason has the code {entry.refusal}"}[
            lang
        ]
    return known[lang].format(revision=entry.revision)


def _person(actor: str, lang: Language, known_as: KnownAs) -> str:
    return _UNKNOWN[lang] if actor == AUTOMATIC else actor_name(actor, lang, known_as)


_BY: Mapping[Language, str] = {"da": "af", "en": "by"}
_SYSTEM: Mapping[Language, str] = {"da": "systemet", "en": "the system"}
_UNKNOWN: Mapping[Language, str] = {"da": "en ukendt person", "en": "an unknown person"}
_PLANNED: Mapping[Language, str] = {"da": "planlagt", "en": "scheduled"}
_DECIDED: Mapping[Language, str] = {"da": "bestemt", "en": "decided"}
_SETTINGS = frozenset({Action.SET_LIMIT, Action.SET_FOUR_EYES, Action.SET_WAIT_FOR_ANSWERS})
"""What says that a setting has a value now, without a verb that somebody could be the subject of."""

_REFUSALS: Mapping[str, Mapping[Language, str]] = {
    RefusalCode.FROZEN: {
        "da": "visningen var låst, da tiden kom",
        "en": "the municipality was frozen when the time came",
    },
    RefusalCode.STALE_REVISION: {
        "da": "version {revision} blev vist, da tiden kom, og planen var lavet ud fra en anden",
        "en": "revision {revision} was live when the time came, and the schedule was made against another",
    },
    RefusalCode.TOUCHED_ROWS: {
        "da": "andre havde ændret rækker, som arket også bestemmer over, siden planen blev lavet",
        "en": "others had changed rows that the sheet decides on, too, since the schedule was made",
    },
    RefusalCode.PART_CHANGED: {
        "da": "den del, arket gælder for, var ændret eller fjernet, da tiden kom",
        "en": "the part that the sheet is of had been changed or removed when the time came",
    },
    RefusalCode.SAME_PERSON: {
        "da": "fire øjne kræves, og den samme person havde lagt arket op og planlagt det",
        "en": "four eyes are required, and the same person had uploaded and scheduled the sheet",
    },
    RefusalCode.UNKNOWN_UPLOADER: {
        "da": "fire øjne kræves, og det vides ikke, hvem der har lagt arket op",
        "en": "four eyes are required, and nobody knows who uploaded the sheet",
    },
    RefusalCode.UNANSWERED_WARNINGS: {
        "da": "et svar på en bemærkning var taget tilbage, da tiden kom",
        "en": "an answer to a warning had been withdrawn when the time came",
    },
}


def limit_text(limit: int | None, lang: Language) -> str:
    """How many of the live rows a sheet may remove."""
    if limit is None:
        return {"da": "en tredjedel", "en": "a third"}[lang]
    return format_percent(limit, lang)


def counts_text(entry: LogEntry, lang: Language) -> str:
    """How many rows of each kind, those there are none of left out."""
    forms = _COUNTS[lang]
    counts = zip((entry.added, entry.changed, entry.removed, entry.unchanged), forms, strict=True)
    return ", ".join(format_count(count, form, lang) for count, form in counts if count) or _NO_ROWS[lang]


_COUNTS: Mapping[Language, tuple[Forms, Forms, Forms, Forms]] = {
    "da": (
        ("1 ny", "{} nye"),
        ("1 ændret", "{} ændrede"),
        ("1 fjernet", "{} fjernede"),
        ("1 uændret", "{} uændrede"),
    ),
    "en": (
        ("1 added", "{} added"),
        ("1 changed", "{} changed"),
        ("1 removed", "{} removed"),
        ("1 unchanged", "{} unchanged"),
    ),
}
_NO_ROWS: Mapping[Language, str] = {"da": "uændrede", "en": "unchanged"}


_WAIT_FOR_ANSWERS: Mapping[bool, Mapping[Language, str]] = {
    True: {
        "da": "ark med ubesvarede bemærkninger venter nu på svar",
        "en": "sheets with open warnings wait for answers now",
    },
    False: {
        "da": "ark med ubesvarede bemærkninger venter ikke længere på svar",
        "en": "sheets with open warnings do not wait for answers any more",
    },
}
_WARNINGS: Mapping[Language, Forms] = {
    "da": ("1 bemærkning", "{} bemærkninger"),
    "en": ("1 warning", "{} warnings"),
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
    warnings = f"{format_count(entry.answered or 0, _WARNINGS[lang], lang)} ({(entry.rules or '').replace(' ', ', ')})"
    of_part: Mapping[Language, str] = {
        "da": f"delen {entry.part} " if entry.part else "",
        "en": f"the part {entry.part} " if entry.part else "",
    }
    told: Mapping[Action, Mapping[Language, str]] = {
        Action.PUBLISH: {
            "da": f"{of_part['da']}offentliggjort{' som planlagt' if entry.due else ''}",
            "en": f"{of_part['en']}published{' as scheduled' if entry.due else ''}",
        },
        Action.REVERT: {
            "da": f"gået tilbage til version {entry.restored}",
            "en": f"reverted to revision {entry.restored}",
        },
        Action.UNPUBLISH: {"da": "visningen er tømt", "en": "unpublished"},
        Action.FREEZE: {"da": "låst", "en": "frozen"},
        Action.UNFREEZE: {"da": "låst op", "en": "unfrozen"},
        Action.SET_LIMIT: {"da": f"grænsen er nu {limit}", "en": f"the limit is {limit} now"},
        Action.SET_FOUR_EYES: four_eyes,
        Action.SET_WAIT_FOR_ANSWERS: _WAIT_FOR_ANSWERS[bool(entry.wait_for_answers)],
        Action.SET_PARTS: _part_text(entry),
        Action.SET_ASIDE: _set_aside_text(entry),
        Action.ANSWER: {"da": f"svar givet på {warnings}", "en": f"answer given to {warnings}"},
        Action.WITHDRAW_ANSWER: {
            "da": f"svaret på {warnings} er taget tilbage",
            "en": f"the answer to {warnings} was withdrawn",
        },
        Action.SCHEDULE: {
            "da": f"{of_part['da']}planlagt til {due}",
            "en": f"{of_part['en']}scheduled for {due}",
        },
        Action.CANCEL: {
            "da": f"planen for {due} er annulleret",
            "en": f"the schedule for {due} was cancelled",
        },
        Action.DELETE: {
            "da": f"arket {(entry.deleted_upload or '')[:12]} er slettet",
            "en": f"the sheet {(entry.deleted_upload or '')[:12]} was deleted",
        },
        Action.REFUSE: {"da": f"planen for {due} blev afvist", "en": f"the schedule for {due} was refused"},
    }
    return told[entry.action][lang]


def _set_aside_text(entry: LogEntry) -> Mapping[Language, str]:
    """What became of findings of the watch."""
    count = len((entry.findings or "").split())
    da, en = f"fund i den løbende kontrol ({count})", f"findings of the watch ({count})"
    if not entry.until:
        return {"da": f"{da} er taget op igen", "en": f"{en} were taken up again"}
    day = date.fromisoformat(entry.until)
    return {
        "da": f"{da} er set og i orden indtil {format_date(day, 'da')}",
        "en": f"{en} were set aside until {format_date(day, 'en')}",
    }


def _part_text(entry: LogEntry) -> Mapping[Language, str]:
    """What became of the definition of a part."""
    part = part_named(entry.part or "", parts_from_text(entry.parts))
    if part is None:
        return {"da": f"delen {entry.part} er fjernet", "en": f"the part {entry.part} was removed"}
    return {
        "da": f"delen {part.name} er nu {reach_text(part, 'da')}",
        "en": f"the part {part.name} is {reach_text(part, 'en')} now",
    }
