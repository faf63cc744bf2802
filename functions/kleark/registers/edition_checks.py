"""Whether an edition may become the active one: at once, when somebody has confirmed it, or never."""

from __future__ import annotations

from enum import StrEnum

from kleark.data_classes import dataclass
from kleark.i18n.formats import capitalised, format_share, format_short_date
from kleark.registers.editions import compare, follow

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from kleark.i18n.formats import ShareForms
    from kleark.i18n.language import Language
    from kleark.registers.editions import EditionDifference
    from kleark.registers.kle_register import KleRegister

_TOPICS: dict[Language, ShareForms] = {
    "da": (
        "det ene emne, der bruges nu, er",
        "alle {} emner, der bruges nu, er",
        "{} af de {} emner, der bruges nu, er",
    ),
    "en": (
        "the only topic in use now is",
        "all {} topics in use now are",
        "{} of the {} topics in use now are",
    ),
}
_LIVE_NUMBERS: dict[Language, ShareForms] = {
    "da": ("det ene KLE-nummer, som", "alle {} KLE-numre, som", "{} af de {} KLE-numre, som"),
    "en": ("the only KLE number that", "all {} KLE numbers that", "{} of the {} KLE numbers that"),
}
MOST_RETIRED = 0.1
"""An edition that would retire a greater share than this, of all topics or of what is live, is held."""
_MOST_DAYS_AHEAD = 31


class EditionState(StrEnum):
    """What can be done with an edition."""

    READY = "ready"
    HELD = "held"
    """It can be activated by somebody who confirms the reasons."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why an edition is held or refused. ``code``: for machines. The messages are fit for showing to a user."""

    code: str
    message_da: str
    message_en: str


@dataclass(frozen=True, slots=True)
class EditionVerdict:
    """``difference``: what it would change; None where it can never be activated."""

    state: EditionState
    doubts: tuple[Doubt, ...] = ()
    difference: EditionDifference | None = None


def judge_edition(
    active: KleRegister, edition: KleRegister, live: Collection[str], today: date
) -> EditionVerdict:
    """Judge an edition that was read without fault.

    Args:
        active: The register that is used now.
        edition: The new edition, as it was read.
        live: The KLE numbers of all live rows, each once, whatever municipality's.
        today: For an edition of the future.
    """
    if edition.edition < active.edition:
        return EditionVerdict(EditionState.REFUSED, (_older(active, edition),))
    difference = compare(active, follow(active, edition))
    doubts = list(_doubts(active, edition, difference, live, today))
    return EditionVerdict(EditionState.HELD if doubts else EditionState.READY, tuple(doubts), difference)


def _older(active: KleRegister, edition: KleRegister) -> Doubt:
    new, old = format_short_date(edition.edition), format_short_date(active.edition)
    return Doubt(
        "older",
        f"Udgaven er fra {new}, og den aktive er fra {old}. En ældre udgave kan ikke afløse en nyere. "
        "Skal en tidligere udgave gælde igen, så gå tilbage til den med kleark register revert.",
        f"The edition is of {new}, and the active one of {old}. An older edition cannot follow a newer one. "
        "To have an earlier one apply again, go back to it with kleark register revert.",
    )


def _doubts(
    active: KleRegister,
    edition: KleRegister,
    difference: EditionDifference,
    live: Collection[str],
    today: date,
) -> list[Doubt]:
    doubts = []
    if edition.edition == active.edition and difference:
        doubts.append(_same_day(edition))
    if (edition.edition - today).days > _MOST_DAYS_AHEAD:
        doubts.append(_future(edition))
    if groups := difference.missing_groups:
        doubts.append(_missing(groups))
    retired = {topic.kle_number for topic in difference.retired}
    in_use = active.in_use
    if len(retired) > MOST_RETIRED * in_use:
        doubts.append(_many_topics(len(retired), in_use))
    # What is live and in use: of a number that had retired before, this edition takes nothing.
    shown = {number for number in live if (topic := active.topic(number)) and topic.retired_on is None}
    if len(lost := retired & shown) > MOST_RETIRED * len(shown):
        doubts.append(_many_live(sorted(lost), len(shown)))
    return doubts


def _same_day(edition: KleRegister) -> Doubt:
    day = format_short_date(edition.edition)
    return Doubt(
        "same_day",
        f"Der er allerede en udgave fra {day}, og den siger noget andet.",
        f"There is an edition of {day} already, and it says something else.",
    )


def _future(edition: KleRegister) -> Doubt:
    day = format_short_date(edition.edition)
    return Doubt(
        "future",
        f"Udgaven gælder først fra {day}.",
        f"The edition does not apply until {day}.",
    )


def _missing(groups: tuple[str, ...]) -> Doubt:
    listed = ", ".join(groups)
    return Doubt(
        "missing_groups",
        f"Hovedgruppe {listed} er slet ikke i filen. Måske er filen ikke hel.",
        f"Main group {listed} is not in the file at all. Perhaps the file is not whole.",
    )


def _many_topics(retired: int, in_use: int) -> Doubt:
    return Doubt(
        "many_topics",
        f"{capitalised(format_share(retired, in_use, _TOPICS['da'], 'da'))} ikke i filen og ville udgå: mere end en "
        "tiendedel.",
        f"{capitalised(format_share(retired, in_use, _TOPICS['en'], 'en'))} not in the file and would retire: more "
        "than a tenth.",
    )


def _many_live(lost: list[str], shown: int) -> Doubt:
    named = ", ".join(lost[:12]) + (" …" if len(lost) > 12 else "")
    return Doubt(
        "many_live",
        f"{capitalised(format_share(len(lost), shown, _LIVE_NUMBERS['da'], 'da'))} kommuner viser sager på nu, ville "
        f"udgå: {named}.",
        f"{capitalised(format_share(len(lost), shown, _LIVE_NUMBERS['en'], 'en'))} municipalities show cases of now "
        f"would retire: {named}.",
    )
