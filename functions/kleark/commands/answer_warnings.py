"""Warnings at the command line: which stand open, what ``--answer`` says to them, ``kleark answers`` and
``kleark withdraw-answer``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.commands.arguments import OK, UsageError, write_json
from kleark.commands.stack_session import DeclinedError, on_stack, open_session
from kleark.i18n.danish_time import format_time
from kleark.i18n.formats import format_count
from kleark.publishing.answering import withdraw_answer
from kleark.publishing.answers import GivenAnswers, by_rule, unanswered
from kleark.publishing.messages import actor_name
from kleark.publishing.note import checked_note
from kleark.publishing.proposal import CONFIRMED, require_answers
from kleark.redaction.shown_name import shown_name
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from kleark.commands.stack_session import StackSession
    from kleark.i18n.formats import Forms
    from kleark.i18n.language import Language
    from kleark.publishing.answers import Answer, SheetWarning
    from kleark.publishing.proposal import Proposal
    from kleark.rules.model import Rule

_NO_REASON = frozenset({"j", "ja", "y", "yes", "n", "nej", "no"})
MOST_PLACES = 12


def answers_given(proposal: Proposal, session: StackSession) -> GivenAnswers:
    """What the person answers to the warnings that stand open: as options say, or as they are asked.

    Raises:
        UsageError: An option answers nothing that stands open.
        UnansweredWarningsError: Something is not answered, and nobody can be asked.
        DeclinedError: The person gave no reason.
        MissingNoteError: A reason is too long.
        UnfitNoteError: A reason holds what must not be in the log.
    """
    still_open = proposal.open_warnings
    given = _by_options(still_open, session.options)
    if not still_open:
        return given
    for line in _open_lines(still_open, session):
        session.print_line(line, line)
    left = unanswered(still_open, given)
    if left and not session.can_ask:
        session.print_line(
            'Svar med --answer REGEL[@CELLE]="begrundelse", eller på dem alle med --answer-all "begrundelse"'
            + (", eller --confirm-findings." if any(one.holds_back for one in left) else "."),
            'Answer with --answer RULE[@CELL]="reason", or all of them with --answer-all "reason"'
            + (", or --confirm-findings." if any(one.holds_back for one in left) else "."),
        )
    elif left:
        asked = dict(given.reasons)
        for rule, warnings in by_rule(left).items():
            reason = session.ask(
                f"Er det meningen ({rule})? Skriv en begrundelse, eller tryk Enter for at lade være: ",
                f"Is it intended ({rule})? Write a reason, or press Enter to stop: ",
            )
            if not reason or reason.casefold() in _NO_REASON:
                raise DeclinedError
            asked |= {one.fingerprint: checked_note(reason) for one in warnings}
        given = GivenAnswers(asked, given.for_all, given.for_holding)
    require_answers(proposal, given)
    return given


def _by_options(still_open: Sequence[SheetWarning], options: argparse.Namespace) -> GivenAnswers:
    reasons: dict[str, str] = {}
    for text in options.answer:
        which, _, reason = text.partition("=")
        rule, _, place = which.strip().partition("@")
        matching = [
            one
            for one in still_open
            if one.rule == rule.strip().upper()
            and (not place or place.strip().upper() in {one.location.upper(), one.topic})
        ]
        if not matching or not reason.strip():
            raise UsageError(
                RefusalCode.MALFORMED_ANSWER,
                f'"{shown_name(which.strip())}" svarer ikke på nogen ubesvaret bemærkning. Skriv '
                'f.eks. KA503="det er meningen" eller KA415@G7="det er meningen".',
                f'"{shown_name(which.strip())}" answers no open warning. Write e.g. KA503="it is intended" or '
                'KA415@G7="it is intended".',
            )
        reasons |= {one.fingerprint: checked_note(reason) for one in matching}
    holding = (checked_note(options.note) or CONFIRMED) if options.confirm_findings else ""
    return GivenAnswers(reasons, checked_note(options.answer_all), holding)


_WARNINGS: dict[Language, Forms] = {
    "da": ("1 bemærkning", "{} bemærkninger"),
    "en": ("1 warning", "{} warnings"),
}


def _open_lines(still_open: Sequence[SheetWarning], session: StackSession) -> Iterator[str]:
    from kleark.rules.registry import get

    lang = session.lang
    counted = format_count(len(still_open), _WARNINGS[lang], lang)
    yield counted + {"da": ", som ingen har svaret på:", "en": " that nobody has answered:"}[lang]
    for rule_id, warnings in by_rule(still_open).items():
        rule: Rule = get(rule_id)
        own = [one.message_da if lang == "da" else one.message_en for one in warnings]
        yield f"  {rule_id} {getattr(rule.title, lang)}{_places(warnings)}"
        for message in filter(None, dict.fromkeys(own)):
            yield f"    {message}"
        yield f"    {getattr(rule.why, lang)}"


def _places(warnings: Sequence[SheetWarning]) -> str:
    places = [place for one in warnings if (place := one.location or one.topic)]
    if not places:
        return ""
    more = f" … ({len(places)})" if len(places) > MOST_PLACES else ""
    return f": {', '.join(places[:MOST_PLACES])}{more}"


@on_stack
def answers(options: argparse.Namespace) -> int:
    """List the answers to warnings."""
    session = open_session(options)
    given = session.tenant.table.answers(session.code)
    if options.output_format == "json":
        write_json([answer_json(one) for one in given])
        return OK
    if not given:
        session.print_line("Kommunen har ikke svaret på nogen bemærkninger.", "No warnings were answered.")
    for one in reversed(given):
        session.print_line(_answer_line(one, "da"), _answer_line(one, "en"))
    return OK


@on_stack
def withdraw(options: argparse.Namespace) -> int:
    """Take an answer back."""
    session = open_session(options)
    checked_note(options.note)
    found = [
        one for one in session.tenant.table.answers(session.code) if one.answer_id.startswith(options.answer)
    ]
    chosen = found[0].answer_id if len(found) == 1 else options.answer
    session.confirm("Tag svaret tilbage?", "Withdraw the answer?")
    entry = withdraw_answer(chosen, session.actor, options.note, session.tenant)
    return session.print_entry(
        entry,
        "Svaret er taget tilbage. Bemærkningerne skal besvares igen, næste gang et ark med dem offentliggøres.",
        "The answer is withdrawn. Its warnings must be answered again when a sheet with them is published.",
    )


def answer_json(answer: Answer) -> dict[str, object]:
    """An answer, for programs. Its fingerprints are nobody's business."""
    return {
        "answerId": answer.answer_id,
        "at": answer.at,
        "actor": answer.actor,
        "reason": answer.reason,
        "rules": list(answer.rules),
        "warnings": len(answer.warnings),
        "withdrawnAt": answer.withdrawn_at or None,
        "withdrawnBy": answer.withdrawn_by or None,
    }


def _answer_line(answer: Answer, lang: Language) -> str:
    counted = format_count(len(answer.warnings), _WARNINGS[lang], lang)
    by = {"da": "af", "en": "by"}[lang]
    line = (
        f"{answer.answer_id[:8]}  {format_time(answer.at, lang)} {by} {actor_name(answer.actor, lang)}: "
        f"{counted} ({', '.join(answer.rules)}): {answer.reason}"
    )
    if not answer.withdrawn_at:
        return line
    back = {"da": "taget tilbage", "en": "withdrawn"}[lang]
    return f"{line} [{back} {format_time(answer.withdrawn_at, lang)} {by} {actor_name(answer.withdrawn_by, lang)}]"
