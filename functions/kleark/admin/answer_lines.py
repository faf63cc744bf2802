"""Answers to warnings as the page tells them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.i18n.formats import format_count
from kleark.publishing.answers import in_force
from kleark.publishing.config_file import ConfigurationMismatchError
from kleark.publishing.messages import actor_name
from kleark.publishing.warnings_file import sheet_warnings
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from kleark.admin.app_context import PageVisit
    from kleark.publishing.answers import Answer, SheetWarning
    from kleark.publishing.messages import KnownAs
    from kleark.publishing.model import LogEntry, Upload


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """``what``: e.g. ``3 bemærkninger``. ``titles``: each rule's id and title. ``topics``: KLE numbers and columns.

    ``places``: where in one sheet; empty where the line is of no sheet. ``withdrawn_at``: empty while it holds.
    """

    answer_id: str
    what: str
    rules: tuple[tuple[str, str], ...]
    topics: tuple[str, ...]
    by: str
    at: str
    reason: str
    places: tuple[str, ...] = ()
    withdrawn_at: str = ""
    withdrawn_by: str = ""
    withdrawn_note: str = ""


def answer_line(answer: Answer, known_as: KnownAs, places: Sequence[str] = ()) -> AnswerLine:
    """An answer as a line of a list. ``known_as``: the names of people."""
    # Most visits see no answer, and the rules are much to import.
    from kleark.rules.registry import all_rules  # noqa: PLC0415

    rules = all_rules()
    titles = tuple((rule, rules[rule].title.da if rule in rules else "") for rule in answer.rules)
    named = (" ".join(filter(None, (one.topic, visible(one.column)))) for one in answer.warnings)
    return AnswerLine(
        answer_id=answer.answer_id,
        what=format_count(len(answer.warnings), ("1 bemærkning", "{} bemærkninger"), "da"),
        rules=titles,
        topics=tuple(dict.fromkeys(filter(None, named))),
        by=visible(actor_name(answer.actor, "da", known_as)),
        at=answer.at,
        reason=visible(answer.reason),
        places=tuple(places),
        withdrawn_at=answer.withdrawn_at,
        withdrawn_by=visible(actor_name(answer.withdrawn_by, "da", known_as)) if answer.withdrawn_by else "",
        withdrawn_note=visible(answer.withdrawn_note),
    )


@dataclass(frozen=True, slots=True)
class SheetAnswers:
    """The answers to one sheet's warnings: ``by_rule`` for each rule; how many are ``answered``, and ``still_open``.

    What showed against what was live when the sheet was checked is not counted as open: what is to be answered of that
    is known when it is published.
    """

    by_rule: Mapping[str, tuple[AnswerLine, ...]]
    answered: int
    still_open: int


NO_WARNINGS = SheetAnswers({}, 0, 0)


def sheet_answers(upload: Upload, visit: PageVisit) -> SheetAnswers:
    """Which of a sheet's warnings are answered, and by whom; nothing where that cannot be told."""
    if not upload.warning_count:
        return NO_WARNINGS
    warnings = _readable_warnings(upload, visit)
    held = in_force(visit.table.answers(visit.person.code))
    answered = [(one, held[one.fingerprint]) for one in warnings if one.fingerprint in held]
    still_open = sum(1 for one in warnings if one.fingerprint not in held and not one.is_against_live)
    return SheetAnswers(_by_rule(answered, visit.known_as), len(answered), still_open)


def _readable_warnings(upload: Upload, visit: PageVisit) -> Sequence[SheetWarning]:
    """None where what is stored of them cannot be read: publishing refuses that, and the rest is worth seeing."""
    try:
        return sheet_warnings(upload, visit.context.stores.reports, visit.context.stores.secret)
    except (ConfigurationMismatchError, ValueError, KeyError):
        return ()


def _by_rule(
    answered: Iterable[tuple[SheetWarning, Answer]], known_as: KnownAs
) -> dict[str, tuple[AnswerLine, ...]]:
    places: dict[tuple[str, str], tuple[Answer, list[str]]] = {}
    for warning, answer in answered:
        _, found = places.setdefault((warning.rule, answer.answer_id), (answer, []))
        if warning.location:
            found.append(visible(warning.location))
    lines: dict[str, tuple[AnswerLine, ...]] = {}
    for (rule, _), (answer, found) in places.items():
        lines[rule] = (*lines.get(rule, ()), answer_line(answer, known_as, found))
    return lines


def answers_behind(entry: LogEntry, upload: Upload | None, visit: PageVisit) -> tuple[AnswerLine, ...]:
    """The answers on which a publication rested: those given with it, and those to warnings of its sheet."""
    given = [one for one in visit.table.answers(visit.person.code) if one.held_at(entry.at)]
    fingerprints: set[str] = set()
    if given and upload is not None and upload.warning_count:
        fingerprints = {one.fingerprint for one in _readable_warnings(upload, visit)}
    return tuple(
        answer_line(answer, visit.known_as)
        for answer in given
        if answer.at == entry.at or any(one.fingerprint in fingerprints for one in answer.warnings)
    )
