"""Why something that a person asked for is not done. Nothing has changed then."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kleark.configuration.plan import Plan
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import UploadStatus


class Refusal(Exception):  # noqa: N818 (not a fault: an answer)
    """``da``, ``en``: what to tell the person, with what to do, at a terminal.

    Where the texts name a command, the other attributes say the same for those who word it in another place.
    """

    def __init__(self, da: str, en: str) -> None:
        super().__init__(en)
        self.da = da
        self.en = en


class StaleRevisionError(Refusal):
    """Another revision is live than the one that the person looked at.

    ``current``: the one that is. ``plan``: what was asked for, against it; None where it makes no plan.
    """

    def __init__(self, current: int, plan: Plan | None = None) -> None:
        super().__init__(
            f"Der er sket noget, siden du så på det: version {current} vises nu. Intet er ændret. "
            "Se på forskellen igen, før du beslutter dig.",
            f"Something happened since you looked: revision {current} is live now. Nothing was changed. "
            "Look at the difference again before you decide.",
        )
        self.current = current
        self.plan = plan


class FrozenError(Refusal):
    """The municipality is frozen: nothing becomes live until it is unfrozen."""

    def __init__(self) -> None:
        super().__init__(
            "Kommunens visning er låst, så intet kan offentliggøres. Lås den op først.",
            "The municipality is frozen, so nothing can become live. Unfreeze it first.",
        )


class UnknownRevisionError(Refusal):
    """The municipality never had this ``revision``."""

    def __init__(self, code: MunicipalityCode, revision: int) -> None:
        super().__init__(
            f"Kommunen har aldrig haft en version {revision}. Se dem, den har haft: kleark log show {code}",
            f"The municipality never had a revision {revision}. See those that it had: kleark log show {code}",
        )
        self.revision = revision


class SweptRevisionError(Refusal):
    """The rows of this ``revision`` are no longer kept."""

    def __init__(self, revision: int) -> None:
        super().__init__(
            f"Rækkerne i version {revision} er slettet, fordi den er for gammel. "
            "Læg arket op igen, hvis du har det.",
            f"The rows of revision {revision} have been deleted, since it is too old. "
            "Upload its sheet again if you have it.",
        )
        self.revision = revision


class NothingToChangeError(Refusal):
    """What was asked for is how it is."""

    def __init__(self, da: str, en: str) -> None:
        super().__init__(f"{da} Intet er ændret.", f"{en} Nothing was changed.")


class UnconfirmedRemovalError(Refusal):
    """More rows would vanish than may without a person's express confirmation. ``plan``: which."""

    def __init__(self, plan: Plan) -> None:
        removed, before = len(plan.removed), plan.rows_before
        super().__init__(
            f"{removed} af de {before} rækker, der vises nu, forsvinder. "
            "Bekræft udtrykkeligt, at de skal fjernes.",
            f"{removed} of the {before} live rows would vanish. Confirm expressly that they shall be removed.",
        )
        self.plan = plan


class UnknownUploadError(Refusal):
    """No upload of this municipality has this id, or it was never validated to its end."""

    def __init__(self) -> None:
        super().__init__(
            "Kommunen har ikke lagt et ark op med dette nummer, eller det er ikke kontrolleret færdigt endnu.",
            "The municipality has no upload with this id, or it has not been checked to its end yet.",
        )


class NotPublishableError(Refusal):
    """The upload's status does not let it be published by a person.

    ``status``: the one it has. ``back_to``: the revision that it was, and that can be gone back to instead; None
    where it is live, or never was.
    """

    def __init__(self, status: UploadStatus, da: str, en: str, *, back_to: int | None = None) -> None:
        super().__init__(da, en)
        self.status = status
        self.back_to = back_to


class SamePersonError(Refusal):
    """The municipality asks for four eyes, and whoever wants to publish the sheet has uploaded it."""

    def __init__(self) -> None:
        super().__init__(
            "Kommunen kræver fire øjne: den, der har lagt arket op, kan ikke selv offentliggøre det. Bed en kollega "
            "om at gøre det.",
            "The municipality requires four eyes: whoever uploaded the sheet cannot publish it. Ask a colleague to.",
        )


class UnknownUploaderError(Refusal):
    """The municipality asks for four eyes, and nobody knows who uploaded the sheet."""

    def __init__(self) -> None:
        super().__init__(
            "Kommunen kræver fire øjne, og ingen ved, hvem der har lagt arket op: det kom ikke ind gennem siden. Læg "
            "det op på siden, og lad en anden offentliggøre det.",
            "The municipality requires four eyes, and nobody knows who uploaded the sheet: it did not come in through "
            "the page. Upload it on the page, and let somebody else publish it.",
        )


class NotScheduledError(Refusal):
    """Nothing waits for its time."""

    def __init__(self) -> None:
        super().__init__("Der er ikke planlagt nogen offentliggørelse.", "No publication is scheduled.")


class TimeNotAheadError(Refusal):
    """The time of a scheduled publication is not far enough ahead, or too far."""

    def __init__(self) -> None:
        super().__init__(
            "Vælg et tidspunkt, der er mindst et minut og højst et år ude i fremtiden.",
            "Choose a time that is a minute ahead at least, and a year at most.",
        )


class MissingNoteError(Refusal):
    """A note is needed: others must be able to see why."""

    def __init__(self) -> None:
        super().__init__(
            "Skriv en kort begrundelse, så andre kan se hvorfor (højst 500 tegn).",
            "Write a short reason, so that others can see why (500 characters at the most).",
        )


class UnfitNoteError(Refusal):
    """The note holds what must not stand in a log for ever."""

    def __init__(self) -> None:
        super().__init__(
            "Begrundelsen skal være én linje uden skjulte tegn og uden CPR-numre: den kan ikke slettes igen.",
            "The reason must be one line without hidden characters and without CPR numbers: it cannot be deleted.",
        )


class LimitOutOfRangeError(Refusal):
    """The limit on removals is not a percentage."""

    def __init__(self) -> None:
        super().__init__(
            "Grænsen skal være et helt tal fra 0 til 100 procent.",
            "The limit must be a whole number from 0 to 100 per cent.",
        )


class BusyError(Refusal):
    """Others kept changing what is live, of the same revision."""

    def __init__(self) -> None:
        super().__init__(
            "Andre ændrede noget på samme tid. Intet er ændret. Prøv igen.",
            "Others changed something at the same time. Nothing was changed. Try again.",
        )


class TimerError(Refusal):
    """The clock that was to wake the publisher could not be set. What was asked for does not wait now.

    What waited before does not either; what somebody else has set since does.
    """

    def __init__(self) -> None:
        super().__init__(
            "Tidspunktet kunne ikke sættes, så arket er ikke planlagt. Det, der eventuelt ventede før, er også "
            "taget af. Prøv igen.",
            "The time could not be set, so the sheet is not scheduled. What may have waited before is taken off, "
            "too. Try again.",
        )


class UnwoundError(Refusal):
    """The clock could not be set, and what waits for it could not be taken back either."""

    def __init__(self) -> None:
        super().__init__(
            "Arket er planlagt, men tidspunktet kunne ikke sættes. Fjern planen, og lav den igen; ellers kan "
            "arket blive vist mere end en time for sent.",
            "The sheet is scheduled, but the time could not be set. Cancel it, and schedule it again; otherwise "
            "it may go live more than an hour late.",
        )
