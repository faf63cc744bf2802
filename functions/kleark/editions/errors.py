"""Why an edition is not activated, or the register not gone back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.errors import Refusal
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.registers.edition_checks import Doubt


class UnknownEditionError(Refusal):
    """No edition came in whose id begins so, or more than one did."""

    code = RefusalCode.UNKNOWN_EDITION

    def __init__(self) -> None:
        super().__init__(
            "Ingen udgave har det nummer, eller mere end én. kleark register list viser dem, der er kommet.",
            "No edition has that id, or more than one. kleark register list shows those that came.",
        )


class UnusableEditionError(Refusal):
    """The edition can never become the active one."""

    code = RefusalCode.UNUSABLE_EDITION

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(
            "Udgaven kan ikke bruges. " + " ".join(doubt.message_da for doubt in doubts),
            "The edition cannot be used. " + " ".join(doubt.message_en for doubt in doubts),
        )
        self.doubts = tuple(doubts)


class UnconfirmedEditionError(Refusal):
    """The edition is held: somebody must confirm that it is meant."""

    code = RefusalCode.UNCONFIRMED_EDITION

    def __init__(self, doubts: Sequence[Doubt]) -> None:
        super().__init__(
            "Udgaven holdes tilbage. "
            + " ".join(doubt.message_da for doubt in doubts)
            + " Er det, som det skal være, så gentag med --confirm.",
            "The edition is held. "
            + " ".join(doubt.message_en for doubt in doubts)
            + " If that is as it should be, repeat it with --confirm.",
        )
        self.doubts = tuple(doubts)


class NothingToGoBackToError(Refusal):
    """The register's log has no such entry, or that one is active."""

    code = RefusalCode.UNKNOWN_REGISTER_ENTRY

    def __init__(self, entry: int | None, entries: int) -> None:
        """``entry``: the one that was asked for; None: the one before. ``entries``: how many the log has."""
        if not entries:
            super().__init__(
                "Der er intet at gå tilbage til: Registeret er aldrig blevet skiftet.",
                "There is nothing to go back to: the register was never changed.",
            )
        elif entry is None or 0 <= entry <= entries:
            super().__init__(
                "Det register er i brug nu. kleark register log viser, hvad der ellers har været i brug.",
                "That register is in use now. kleark register log shows what else has been in use.",
            )
        else:
            super().__init__(
                f"Registerets log har ingen post {entry}. Den seneste er {entries}, og 0 er det register, der følger "
                "med Kleark. kleark register log viser dem.",
                f"The register's log has no entry {entry}. The latest is {entries}, and 0 is the register that comes "
                "with Kleark. kleark register log lists them.",
            )


class RegisterMovedError(Refusal):
    """Somebody else changed the active register meanwhile."""

    code = RefusalCode.REGISTER_MOVED

    def __init__(self) -> None:
        super().__init__(
            "En anden har ændret det aktive register imens, så intet er ændret. Se på planen igen.",
            "Somebody else has changed the active register meanwhile, so nothing was changed. Look at the plan again.",
        )


class AlreadyActiveError(Refusal):
    """What would become active is active."""

    code = RefusalCode.NOTHING_TO_CHANGE

    def __init__(self) -> None:
        super().__init__("Udgaven er allerede aktiv.", "The edition is active already.")
