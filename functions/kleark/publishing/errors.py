"""Why something that a person asked for is not done, as a tree: each class, and the code that programs know it by.

    Refusal
    ├── StaleRevisionError          stale_revision
    ├── FrozenError                 frozen
    ├── UnknownRevisionError        unknown_revision
    ├── SweptRevisionError          revision_gone
    ├── NothingToChangeError        nothing_to_change
    ├── UnconfirmedRemovalError     unconfirmed_removal
    ├── UnconfirmedFindingsError    unconfirmed_findings
    ├── UnknownUploadError          unknown_upload
    ├── NotPublishableError         not_publishable
    ├── SamePersonError             same_person
    ├── UnknownUploaderError        unknown_uploader
    ├── NotScheduledError           not_scheduled
    ├── TimeNotAheadError           time_not_ahead
    ├── MissingNoteError            missing_note
    ├── UnfitNoteError              unfit_note
    ├── LimitOutOfRangeError        limit_out_of_range
    ├── ConcurrentChangeError       concurrent_changes
    ├── TimerError                  timer_not_set
    ├── ScheduleWithoutTimerError   schedule_without_timer
    └── StoredDataDamagedError      stored_data_damaged

Nothing has changed then, unless a class says so. Others stand beside what raises them: `DeclinedError` in
`kleark.commands.stack_session`, `AnotherScheduleError` in `kleark.admin.pages.settings`, `UnfitMailAddressError` in
`kleark.identity.mail_address`; `StalledReplayError`, `DeletedUploadError` in `kleark.intake.replay`; `NotAskedError`,
`NotOwnRequestError`, `UnfitApproverError`, `NotDiscardableError`, `NotOwnSheetError` in
`kleark.publishing.handover_errors`; `NotDeletableError`, `UnconfirmedDeletionError` in
`kleark.publishing.deletion_errors`; `UnansweredWarningsError`, `TooManyReasonsError`, `UnknownAnswerError` in
`kleark.publishing.answer_errors`; `UnknownPartError`, `ChangedPartError`, `OtherPartError`, `RowsOutsidePartError`,
`OverlappingPartsError`, `UnfitDefinitionError`, `TouchedRowsError` in `kleark.publishing.part_errors`;
`DamagedArchiveError`, `FlawedSourceError`, `NewerTableError`, `OtherHistoryError`, `TableMovedError` in
`kleark.backup.errors`; `DayNotAheadError`, `TooManySetAsideError` in `kleark.publishing.setting_aside`;
`UnknownEditionError`, `UnusableEditionError`, `UnconfirmedEditionError`, `NothingToGoBackToError`,
`RegisterMovedError`, `AlreadyActiveError` in `kleark.editions.errors`; `BrokenInventoryError` in
`kleark.commands.show_cases`. See ``docs/errors.md``.
"""

from __future__ import annotations

from kleark.refusal_codes import RefusalCode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import ClassVar

    from kleark.configuration.plan import Plan
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.model import UploadStatus


class Refusal(Exception):  # noqa: N818 (not a fault: an answer)
    """What every refusal says of itself. Only its subclasses are raised.

    ``code``: for programs. ``da``, ``en``: what to tell the person at a terminal, with what to do. Where the texts name
    a command, the other attributes say the same for those who word it in another place.
    """

    code: ClassVar[RefusalCode]

    def __init__(self, da: str, en: str) -> None:
        super().__init__(en)
        self.da = da
        self.en = en

    @property
    def facts(self) -> Mapping[str, object]:
        """What else a program may want to know, by its name in JSON."""
        return {}


class StaleRevisionError(Refusal):
    """Another revision is live than the one that the person looked at.

    ``current``: the one that is. ``plan``: what was asked for, against it; None where it makes no plan.
    """

    code = RefusalCode.STALE_REVISION

    def __init__(self, current: int, plan: Plan | None = None) -> None:
        super().__init__(
            f"Der er sket noget, siden du så på det: version {current} vises nu. Intet er ændret. "
            "Se på forskellen igen, før du beslutter dig.",
            f"Something happened since you looked: revision {current} is live now. Nothing was changed. "
            "Look at the difference again before you decide.",
        )
        self.current = current
        self.plan = plan

    @property
    def facts(self) -> Mapping[str, object]:
        return {"currentRevision": self.current}


class FrozenError(Refusal):
    """The municipality is frozen: nothing becomes live until it is unfrozen."""

    code = RefusalCode.FROZEN

    def __init__(self) -> None:
        super().__init__(
            "Kommunens visning er låst, så intet kan offentliggøres. Lås den op først.",
            "The municipality is frozen, so nothing can become live. Unfreeze it first.",
        )


class UnknownRevisionError(Refusal):
    """The municipality never had this ``revision``."""

    code = RefusalCode.UNKNOWN_REVISION

    def __init__(self, code: MunicipalityCode, revision: int) -> None:
        super().__init__(
            f"Kommunen har aldrig haft en version {revision}. Se dem, den har haft: kleark log show {code}",
            f"The municipality never had a revision {revision}. See those that it had: kleark log show {code}",
        )
        self.revision = revision

    @property
    def facts(self) -> Mapping[str, object]:
        return {"revision": self.revision}


class SweptRevisionError(Refusal):
    """The rows of this ``revision`` are no longer kept. ``deleted``: a person asked for that, not its age."""

    code = RefusalCode.REVISION_GONE

    def __init__(self, revision: int, *, deleted: bool = False) -> None:
        if deleted:
            super().__init__(
                f"Rækkerne i version {revision} er slettet, fordi en godkender har slettet det ark, de kom fra.",
                f"The rows of revision {revision} have been deleted: an approver deleted the sheet they came from.",
            )
        else:
            super().__init__(
                f"Rækkerne i version {revision} er slettet, fordi den er for gammel. "
                "Læg arket op igen, hvis du har det.",
                f"The rows of revision {revision} have been deleted, since it is too old. "
                "Upload its sheet again if you have it.",
            )
        self.revision = revision
        self.deleted = deleted

    @property
    def facts(self) -> Mapping[str, object]:
        return {"revision": self.revision}


class NothingToChangeError(Refusal):
    """What was asked for is how it is."""

    code = RefusalCode.NOTHING_TO_CHANGE

    def __init__(self, da: str, en: str) -> None:
        super().__init__(f"{da} Intet er ændret.", f"{en} Nothing was changed.")


class UnconfirmedRemovalError(Refusal):
    """More rows would vanish than may without a person's express confirmation. ``plan``: which."""

    code = RefusalCode.UNCONFIRMED_REMOVAL

    def __init__(self, plan: Plan) -> None:
        from kleark.configuration.plan import vanishing_rows  # noqa: PLC0415 (most functions refuse nothing of the kind)
        from kleark.i18n.formats import capitalised  # noqa: PLC0415

        da, en = capitalised(vanishing_rows(plan, "da")), capitalised(vanishing_rows(plan, "en"))
        super().__init__(
            f"{da} forsvinder. Bekræft udtrykkeligt, at det er meningen.",
            f"{en} would vanish. Confirm expressly that this is intended.",
        )
        self.plan = plan

    @property
    def facts(self) -> Mapping[str, object]:
        return {"removed": len(self.plan.removed), "rowsBefore": self.plan.rows_before}


class UnconfirmedFindingsError(Refusal):
    """The sheet has findings that hold it back until a person has decided on them. ``rules``: the ids of theirs."""

    code = RefusalCode.UNCONFIRMED_FINDINGS

    def __init__(self, rules: Sequence[str]) -> None:
        named = ", ".join(rules)
        super().__init__(
            f"Arket har bemærkninger, som en godkender skal tage stilling til ({named}). Se dem i rapporten, og svar "
            "udtrykkeligt, at det er meningen, med en begrundelse.",
            f"The sheet has findings that a person must decide on ({named}). See them in the report, and answer "
            "expressly that they are intended, with a reason.",
        )
        self.rules = tuple(rules)

    @property
    def facts(self) -> Mapping[str, object]:
        return {"rules": list(self.rules)}


class UnknownUploadError(Refusal):
    """No upload of this municipality has this id, or it was never validated to its end."""

    code = RefusalCode.UNKNOWN_UPLOAD

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

    code = RefusalCode.NOT_PUBLISHABLE

    def __init__(self, status: UploadStatus, da: str, en: str, *, back_to: int | None = None) -> None:
        super().__init__(da, en)
        self.status = status
        self.back_to = back_to

    @property
    def facts(self) -> Mapping[str, object]:
        return {"status": self.status.value, "revision": self.back_to}


class SamePersonError(Refusal):
    """The municipality asks for four eyes, and whoever wants to publish the sheet has uploaded it."""

    code = RefusalCode.SAME_PERSON

    def __init__(self) -> None:
        super().__init__(
            "Kommunen kræver fire øjne: den, der har lagt arket op, kan ikke selv offentliggøre det. Bed en kollega "
            "om at gøre det.",
            "The municipality requires four eyes: whoever uploaded the sheet cannot publish it. Ask a colleague to.",
        )


class UnknownUploaderError(Refusal):
    """The municipality asks for four eyes, and nobody knows who uploaded the sheet."""

    code = RefusalCode.UNKNOWN_UPLOADER

    def __init__(self) -> None:
        super().__init__(
            "Kommunen kræver fire øjne, og ingen ved, hvem der har lagt arket op: det kom ikke ind gennem siden. Læg "
            "det op på siden, og lad en anden offentliggøre det.",
            "The municipality requires four eyes, and nobody knows who uploaded the sheet: it did not come in through "
            "the page. Upload it on the page, and let somebody else publish it.",
        )


class NotScheduledError(Refusal):
    """Nothing waits for its time."""

    code = RefusalCode.NOT_SCHEDULED

    def __init__(self) -> None:
        super().__init__("Der er ikke planlagt nogen offentliggørelse.", "No publication is scheduled.")


class TimeNotAheadError(Refusal):
    """The time of a scheduled publication is not far enough ahead, or too far."""

    code = RefusalCode.TIME_NOT_AHEAD

    def __init__(self) -> None:
        super().__init__(
            "Vælg et tidspunkt, der er mindst et minut og højst et år ude i fremtiden.",
            "Choose a time that is a minute ahead at least, and a year at most.",
        )


class MissingNoteError(Refusal):
    """A note is needed: others must be able to see why."""

    code = RefusalCode.MISSING_NOTE

    def __init__(self) -> None:
        super().__init__(
            "Skriv en kort begrundelse, så andre kan se hvorfor (højst 500 tegn).",
            "Write a short reason, so that others can see why (500 characters at the most).",
        )


class UnfitNoteError(Refusal):
    """The note holds what must not stand in a log for ever."""

    code = RefusalCode.UNFIT_NOTE

    def __init__(self) -> None:
        super().__init__(
            "Begrundelsen skal være én linje uden skjulte tegn og uden CPR-numre: den kan ikke slettes igen.",
            "The reason must be one line without hidden characters and without CPR numbers: it cannot be deleted.",
        )


class LimitOutOfRangeError(Refusal):
    """The limit on removals is not a percentage."""

    code = RefusalCode.LIMIT_OUT_OF_RANGE

    def __init__(self) -> None:
        super().__init__(
            "Grænsen skal være et helt tal fra 0 til 100 procent.",
            "The limit must be a whole number from 0 to 100 per cent.",
        )


class ConcurrentChangeError(Refusal):
    """Others kept changing what is live, of the same revision."""

    code = RefusalCode.CONCURRENT_CHANGES

    def __init__(self) -> None:
        super().__init__(
            "Andre ændrede noget på samme tid. Intet er ændret. Prøv igen.",
            "Others changed something at the same time. Nothing was changed. Try again.",
        )


class TimerError(Refusal):
    """The clock could not be set: neither what was asked for waits now nor what did before, but another's does."""

    code = RefusalCode.TIMER_NOT_SET

    def __init__(self) -> None:
        super().__init__(
            "Tidspunktet kunne ikke sættes, så arket er ikke planlagt. Det, der eventuelt ventede før, er også "
            "annulleret. Prøv igen.",
            "The time could not be set, so the sheet is not scheduled. What may have waited before was cancelled too. "
            "Try again.",
        )


class ScheduleWithoutTimerError(Refusal):
    """The clock could not be set, and what waits for it could not be taken back either."""

    code = RefusalCode.SCHEDULE_WITHOUT_TIMER

    def __init__(self) -> None:
        super().__init__(
            "Arket er planlagt, men tidspunktet kunne ikke sættes. Fjern planen, og lav den igen; ellers kan "
            "arket blive vist mere end en time for sent.",
            "The sheet is scheduled, but the time could not be set. Cancel it, and schedule it again; otherwise "
            "it may go live more than an hour late.",
        )


class StoredDataDamagedError(Refusal):
    """What is stored is not what was checked, so it is not touched."""

    code = RefusalCode.STORED_DATA_DAMAGED

    def __init__(self) -> None:
        super().__init__(
            "Det, der er gemt, er ikke det, der blev kontrolleret. Intet er ændret. Læg arket op igen, og se "
            "docs/operating.md.",
            "What is stored is not what was checked. Nothing was changed. Upload the sheet again, and see "
            "docs/operating.md.",
        )
