"""Why a sheet is not deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.errors import Refusal
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal


class NotDeletableError(Refusal):
    """The sheet cannot be deleted now. ``blocker``: why."""

    code = RefusalCode.NOT_DELETABLE

    def __init__(self, blocker: Literal["live", "scheduled"]) -> None:
        if blocker == "live":
            super().__init__(
                "Arket vises nu, så det kan ikke slettes. Offentliggør et andet ark, eller tøm visningen først.",
                "The sheet is live, so it cannot be deleted. Publish another sheet, or unpublish first.",
            )
        else:
            super().__init__(
                "Arket er planlagt til at blive vist, så det kan ikke slettes. Annullér planen først.",
                "The sheet is scheduled to go live, so it cannot be deleted. Cancel the schedule first.",
            )
        self.blocker = blocker

    @property
    def facts(self) -> Mapping[str, object]:
        return {"blocker": self.blocker}


class UnconfirmedDeletionError(Refusal):
    """What is deleted cannot be had back, and the person has not said expressly that it shall go."""

    code = RefusalCode.UNCONFIRMED_DELETION

    def __init__(self) -> None:
        super().__init__(
            "Bekræft udtrykkeligt, at arket skal slettes: det kan ikke fortrydes.",
            "Confirm expressly that the sheet is to be deleted: that cannot be undone.",
        )
