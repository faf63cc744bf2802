"""What a mail says: what happened, where, and a link. Danish, plain text, and nothing of any sheet or person.

Everything in a mail is made of texts in this file, the municipality's name in the register, times, ids of 32 hex
digits, numbers and what the deployment was given. So nothing that somebody typed can end a header or lead elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from kleark.i18n.danish_time import format_time
from kleark.i18n.formats import format_number, plural
from kleark.publishing.notice_kinds import NoticeCause
from kleark.registers.municipalities import municipality

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from kleark.mail.recipients import Recipient
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.notices import Notice

PRODUCT = "KLE-konfiguration"
"""What the page calls itself."""

LONGEST_LIST = 10
"""Links of one kind in one mail. Of more there is a link to the list of all."""

CHOICES_PATH = "/mine-beskeder"
"""Where a person turns notices off."""

ADDRESS_PATH = "/styring/adresse"
"""Where the municipality's own address is set."""


@dataclass(frozen=True, slots=True)
class Mail:
    """``subject``: one line. ``text``: lines ended by line feeds."""

    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class MailSettings:
    """What a deployment decides. ``page_url``: without a slash at the end. ``contact``: whom to ask."""

    page_url: str
    contact: str


@dataclass(frozen=True, slots=True)
class _Wording:
    """``one``, ``several``: what happened, once and ``{n}`` times. ``then``: what it means and what to do. ``path``:
    where, of the page; ``more``: where all of them stand. ``{your}``, ``{to_you}``: empty for a shared mailbox."""

    one: str
    several: str
    then: str
    path: str
    more: str = "/ark"


def compose(notices: Iterable[Notice], recipient: Recipient, settings: MailSettings) -> Mail:
    """One mail that tells of all these notices, which are the recipient's, what is oldest first."""
    ordered = sorted(notices, key=lambda one: (_ORDER[one.cause], one.happened_at, one.notice_id))
    groups = [(cause, list(of_cause)) for cause, of_cause in groupby(ordered, key=lambda one: one.cause)]
    where = _place(recipient.municipality)
    parts = [f"Hej\n\nDet gælder {where}."]
    parts += ["\n".join(_section(cause, of_cause, recipient, settings)) for cause, of_cause in groups]
    parts.append("\n".join(_ending(recipient, settings)))
    return Mail(_subject(groups, recipient, where), "\n\n".join(parts) + "\n")


def _subject(groups: Sequence[tuple[NoticeCause, Sequence[Notice]]], recipient: Recipient, where: str) -> str:
    if len(groups) == 1:
        cause, notices = groups[0]
        return f"{_headline(cause, len(notices), recipient)} – {where}"
    number = sum(len(notices) for _, notices in groups)
    return f"{format_number(number, 'da')} beskeder om {PRODUCT} – {where}"


def _headline(cause: NoticeCause, number: int, recipient: Recipient) -> str:
    wording = _WORDINGS[cause]
    text = plural(number, (wording.one, wording.several))
    your, to_you = ("din ", " til dig") if recipient.subject is not None else ("", "")
    return text.format(n=format_number(number, "da"), your=your, to_you=to_you)


def _section(
    cause: NoticeCause, notices: Sequence[Notice], recipient: Recipient, settings: MailSettings
) -> Iterator[str]:
    wording = _WORDINGS[cause]
    yield f"{_headline(cause, len(notices), recipient)}. {wording.then}"
    for notice in notices[:LONGEST_LIST]:
        yield ""
        yield f"{format_time(notice.happened_at, 'da')}:"
        yield settings.page_url + _path(wording.path, notice)
    if (left := len(notices) - LONGEST_LIST) > 0:
        yield ""
        yield f"og {format_number(left, 'da')} til, som du finder her:"
        yield settings.page_url + wording.more


def _path(path: str, notice: Notice) -> str:
    """Of a notice without what the path needs, the front page."""
    needed = {"{upload}": notice.upload_id, "{revision}": notice.revision}
    for name, value in needed.items():
        if name in path:
            if value is None:
                return "/"
            path = path.replace(name, str(value))
    return path


def _ending(recipient: Recipient, settings: MailSettings) -> Iterator[str]:
    yield "--"
    if recipient.subject is None:
        yield "Beskeden er sendt til kommunens fælles adresse, fordi den ikke kunne sendes til en bestemt kollega."
        yield "En godkender kan ændre adressen her:"
        yield settings.page_url + ADDRESS_PATH
    else:
        yield f"Du får beskeden, fordi du har logget ind på {PRODUCT}. Vælg her, hvad du vil have besked om:"
        yield settings.page_url + CHOICES_PATH
    yield ""
    yield "Beskeden er sendt automatisk, og ingen læser svar på den. Har du spørgsmål, så skriv til"
    yield settings.contact


def _place(code: MunicipalityCode) -> str:
    known = municipality(code)
    assert known is not None
    return known.official_name


_SHEET = "/ark/{upload}"
_REVISION = "/historik/{revision}"

_WORDINGS: Mapping[NoticeCause, _Wording] = {
    NoticeCause.APPROVAL_ASKED: _Wording(
        "Et ark venter på {your}godkendelse",
        "{n} ark venter på {your}godkendelse",
        "En kollega har bedt om den. Se ændringerne, og offentliggør arket, eller send det tilbage.",
        _SHEET,
    ),
    NoticeCause.SENT_BACK: _Wording(
        "Et ark er sendt tilbage{to_you}",
        "{n} ark er sendt tilbage{to_you}",
        "En godkender har ikke offentliggjort det. Se hvorfor, og hvad der kan gøres nu.",
        _SHEET,
    ),
    NoticeCause.DISCARDED: _Wording(
        "Et ark er kasseret",
        "{n} ark er kasseret",
        "Der er ikke offentliggjort noget, og det, borgerne ser, er ikke ændret. Se, hvem der har kasseret.",
        _SHEET,
    ),
    NoticeCause.PUBLISHED: _Wording(
        "Et ark er offentliggjort",
        "{n} ark er offentliggjort",
        "Borgerne ser ændringerne på Mit Overblik nu.",
        _REVISION,
        "/historik",
    ),
    NoticeCause.SCHEDULE_FIRED: _Wording(
        "Et planlagt ark er offentliggjort",
        "{n} planlagte ark er offentliggjort",
        "Tidspunktet kom, og borgerne ser ændringerne på Mit Overblik nu.",
        _REVISION,
        "/historik",
    ),
    NoticeCause.REVERTED: _Wording(
        "En tidligere version vises igen",
        "En tidligere version vises igen ({n} gange)",
        "Borgerne ser den på Mit Overblik nu. Se, hvem der er gået tilbage til den, og hvorfor.",
        _REVISION,
        "/historik",
    ),
    NoticeCause.UNPUBLISHED: _Wording(
        "Visningen er tømt",
        "Visningen er tømt ({n} gange)",
        "Borgerne ser ingen sager fra kommunen på Mit Overblik nu. Se, hvem der har gjort det, og hvorfor.",
        _REVISION,
        "/historik",
    ),
    NoticeCause.SHEET_REJECTED: _Wording(
        "Et ark har fejl",
        "{n} ark har fejl",
        "Der er ikke offentliggjort noget, og det, borgerne ser, er ikke ændret. Ret fejlene, og læg arket op igen.",
        _SHEET,
    ),
    NoticeCause.CONFIRMATION_AWAITED: _Wording(
        "Et ark venter på en godkender",
        "{n} ark venter på en godkender",
        "Der er ingen fejl, men en godkender skal tage stilling, før der bliver offentliggjort noget.",
        _SHEET,
    ),
    NoticeCause.ANSWERS_AWAITED: _Wording(
        "Et ark venter på svar på bemærkninger",
        "{n} ark venter på svar på bemærkninger",
        "Der er ingen fejl, men bemærkningerne skal have svar, før der bliver offentliggjort noget.",
        _SHEET,
    ),
    NoticeCause.LOCKED_OUT: _Wording(
        "Et ark er ikke offentliggjort, for visningen er låst",
        "{n} ark er ikke offentliggjort, for visningen er låst",
        "Intet går tabt: en godkender kan offentliggøre, når visningen er låst op.",
        _SHEET,
    ),
    NoticeCause.SCHEDULE_REFUSED: _Wording(
        "Et planlagt ark blev ikke offentliggjort",
        "{n} planlagte ark blev ikke offentliggjort",
        "Tidspunktet kom, men noget var i vejen. Se hvad, og offentliggør eller planlæg igen.",
        _SHEET,
    ),
    NoticeCause.FROZEN: _Wording(
        "Visningen er låst",
        "Visningen er låst ({n} gange)",
        "Intet kan offentliggøres, før den er låst op. Det, borgerne ser, er ikke ændret.",
        "/styring",
        "/historik",
    ),
    NoticeCause.UNFROZEN: _Wording(
        "Visningen er låst op",
        "Visningen er låst op ({n} gange)",
        "Der kan offentliggøres igen. Ark, der kom imens, er ikke offentliggjort af sig selv.",
        "/styring",
        "/historik",
    ),
    NoticeCause.SHEET_DELETED: _Wording(
        "Et ark er slettet",
        "{n} ark er slettet",
        "Arket og det, der er lavet af det, kan ikke hentes mere. Se, hvem der har slettet, og hvorfor.",
        _SHEET,
    ),
    NoticeCause.WATCH_FOUND: _Wording(
        "Noget i det, der vises nu, er ikke længere rigtigt",
        "Noget i det, der vises nu, er ikke længere rigtigt ({n} gange)",
        "Det, borgerne ser, er ikke ændret. Siden viser, hvad der skal rettes, og hvordan.",
        "/kontrol",
        "/kontrol",
    ),
}

_ORDER = {cause: number for number, cause in enumerate(NoticeCause)}
