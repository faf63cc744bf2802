"""What was just done, told once, at the top of the page that follows, and read from there.

The address says which sentence of a closed list it is, when, and that this session was told so: nobody can send
somebody else a link by which the page says what has not happened, and a page that is opened later says nothing.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING

from kleark.http.messages import see_other

if TYPE_CHECKING:
    from datetime import datetime
    from typing import Literal

    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response
    from kleark.identity.sessions import Session

PARAMETER = "gjort"
LIVES = timedelta(minutes=2)

_MARK = 32


@dataclass(frozen=True, slots=True)
class FlashText:
    """One message. ``heading``: what was done, as a sentence without its full stop; ``text``: what it means."""

    heading: str
    text: str
    kind: Literal["success", "info"] = "success"


class Flash(Enum):
    """Every message, by the key that stands for it in the address. Whoever adds a form adds what it says when done."""

    FROZEN = "laast"
    UNFROZEN = "laast-op"
    LIMIT_SET = "graense"
    FOUR_EYES_ON = "to-personer"
    FOUR_EYES_OFF = "en-person"
    ANSWERS_AWAITED = "venter-paa-svar"
    ANSWERS_NOT_AWAITED = "venter-ikke"
    ANSWER_WITHDRAWN = "svar-tilbage"
    SCHEDULED = "planlagt"
    SCHEDULE_CANCELLED = "annulleret"
    APPROVAL_ASKED = "sendt"
    SENT_BACK = "sendt-tilbage"
    SHEET_DISCARDED = "kasseret"
    REQUEST_WITHDRAWN = "trukket-tilbage"
    SHEET_RESTORED = "hentet-frem"
    COLLEAGUE_REMOVED = "kollega-fjernet"
    NOTICES_CHOSEN = "beskeder-valgt"
    NOTICE_ADDRESS_SET = "adresse-gemt"
    NOTICE_ADDRESS_REMOVED = "adresse-fjernet"
    PART_SAVED = "del-gemt"
    PART_REMOVED = "del-fjernet"
    FINDINGS_SET_ASIDE = "fund-set"
    FINDINGS_TAKEN_UP = "fund-taget-op"
    LIST_DELETED = "skabeloner-slettet"
    UNCHANGED = "uaendret"
    STAYED = "bliver"
    DRAFT_RESTORED = "kladde"
    DRAFT_RESTORED_IN_PART = "kladde-uden-kryds"

    @property
    def message(self) -> FlashText:
        """In Danish."""
        return _MESSAGES[self]


def flash_redirect(visit: PageVisit, path: str, flash: Flash) -> Response:
    """Go to a page, which then says what was done."""
    told = f"{flash.value}.{int(visit.context.now().timestamp())}"
    return see_other(visit.url(path, **{PARAMETER: f"{told}.{_mark(visit.session, told)}"}))


def flash_of(visit: PageVisit) -> FlashText | None:
    """What the page says was done; None where it says nothing, nothing any more, or nothing that this session did."""
    told, _, mark = visit.request.parameters.get(PARAMETER, "").rpartition(".")
    key, _, moment = told.partition(".")
    if not hmac.compare_digest(mark.encode(), _mark(visit.session, told).encode()):
        return None
    if not _is_recent(int(moment), visit.context.now()):  # ours, as the mark says
        return None
    return next((flash.message for flash in Flash if flash.value == key), None)


def _is_recent(seconds: int, now: datetime) -> bool:
    return 0 <= now.timestamp() - seconds <= LIVES.total_seconds()


def _mark(session: Session, told: str) -> str:
    return session.signature(f"flash:{told}")[:_MARK]


_MESSAGES = {
    Flash.ANSWERS_AWAITED: FlashText(
        "Ark med ubesvarede bemærkninger venter nu",
        "De bliver ikke offentliggjort automatisk, før en godkender har svaret på bemærkningerne.",
    ),
    Flash.ANSWERS_NOT_AWAITED: FlashText(
        "Ark med ubesvarede bemærkninger venter ikke længere",
        "De bliver offentliggjort automatisk. Kan der stå et CPR-nummer i arket, venter det stadig.",
    ),
    Flash.ANSWER_WITHDRAWN: FlashText(
        "Svaret er taget tilbage",
        "Bemærkningerne skal besvares igen, næste gang et ark med dem skal offentliggøres. Det, borgerne ser, er ikke "
        "ændret.",
    ),
    Flash.FROZEN: FlashText(
        "Visningen er låst",
        "Borgerne ser det samme som før, og intet nyt kan offentliggøres, før den bliver låst op.",
    ),
    Flash.UNFROZEN: FlashText("Visningen er låst op", "Der kan offentliggøres igen."),
    Flash.PART_SAVED: FlashText("Delen er gemt", "I kan lægge ark op for den fra nu af."),
    Flash.PART_REMOVED: FlashText("Delen er fjernet", "Dens rækker vises stadig."),
    Flash.LIMIT_SET: FlashText("Grænsen er gemt", "Den gælder fra det næste ark, der skal offentliggøres."),
    Flash.FOUR_EYES_ON: FlashText(
        "Der skal nu to personer til at offentliggøre",
        "Den, der har lagt et ark op, kan ikke selv offentliggøre det.",
    ),
    Flash.FOUR_EYES_OFF: FlashText(
        "Kravet om to personer er slået fra",
        "En godkender kan nu offentliggøre et ark, som han eller hun selv har lagt op.",
    ),
    Flash.LIST_DELETED: FlashText(
        "Listen er slettet", "Filer og rapporter bliver slettet i løbet af det næste kvarter."
    ),
    Flash.SCHEDULED: FlashText(
        "Arket er planlagt", "Det bliver offentliggjort af sig selv til den tid, der står herunder."
    ),
    Flash.SCHEDULE_CANCELLED: FlashText(
        "Planen er annulleret",
        "Arket bliver ikke offentliggjort af sig selv. Det ligger der stadig, og du kan planlægge det igen.",
    ),
    Flash.APPROVAL_ASKED: FlashText(
        "Arket er sendt til godkendelse",
        "Godkenderne ser det på deres forside. På din kan du se, hvad der sker.",
    ),
    Flash.SENT_BACK: FlashText(
        "Arket er sendt tilbage", "Den, der sendte det til godkendelse, kan se hvorfor på sin forside."
    ),
    Flash.SHEET_DISCARDED: FlashText(
        "Arket er kasseret", "Fortryder du, kan du hente det frem igen her på siden."
    ),
    Flash.REQUEST_WITHDRAWN: FlashText(
        "Arket er trukket tilbage", "Det venter ikke på godkendelse mere. Du kan sende det igen."
    ),
    Flash.SHEET_RESTORED: FlashText(
        "Arket er hentet frem igen", "Det er, som det var, før det blev kasseret."
    ),
    Flash.COLLEAGUE_REMOVED: FlashText(
        "Kollegaen står ikke længere i fortegnelsen",
        "Navn, adresse og valg af beskeder er slettet. Logger kollegaen ind igen, bliver han eller hun skrevet ind på "
        "ny.",
    ),
    Flash.NOTICES_CHOSEN: FlashText("Dit valg er gemt", "Det gælder fra den næste besked."),
    Flash.NOTICE_ADDRESS_SET: FlashText("Adressen er gemt", "Den gælder fra den næste besked."),
    Flash.NOTICE_ADDRESS_REMOVED: FlashText(
        "Adressen er fjernet",
        "Beskeder, som ingen bestemt kollega kan få, går nu til jeres godkendere.",
    ),
    Flash.FINDINGS_SET_ASIDE: FlashText(
        "Det er noteret som set, og i orden", "Det kommer frem igen på den dag, du har valgt."
    ),
    Flash.FINDINGS_TAKEN_UP: FlashText("Det er taget op igen", "Det står igen blandt det, der skal ses på."),
    Flash.UNCHANGED: FlashText("Det var allerede gjort", "Der er ikke ændret noget nu.", "info"),
    Flash.STAYED: FlashText("Du bliver logget ind", "Øverst på siden står der, hvor længe."),
    Flash.DRAFT_RESTORED: FlashText(
        "Det, du havde skrevet, står her igen",
        "Intet er sendt endnu. Se det igennem, og tryk på knappen igen.",
        "info",
    ),
    Flash.DRAFT_RESTORED_IN_PART: FlashText(
        "Det, du havde skrevet, står her igen",
        "Intet er sendt endnu. Der er sket noget, siden du skrev det: se det igennem, sæt krydserne igen, og tryk på "
        "knappen.",
        "info",
    ),
}
