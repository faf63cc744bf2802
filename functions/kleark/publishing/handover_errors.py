"""Why a hand-over of a sheet is refused. The tree of all refusals is in `kleark.publishing.errors`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.errors import Refusal
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.publishing.model import UploadStatus


class NotAskedError(Refusal):
    """No request for approval waits for an answer: it was answered or taken back, or there never was one."""

    code = RefusalCode.NOT_ASKED

    def __init__(self) -> None:
        super().__init__(
            "Arket venter ikke på godkendelse. Enten har en godkender svaret, eller også er det trukket tilbage.",
            "The sheet does not await approval. Either that was answered, or it was withdrawn.",
        )


class NotOwnRequestError(Refusal):
    """Only who has asked for an approval can take the request back."""

    code = RefusalCode.NOT_OWN_REQUEST

    def __init__(self) -> None:
        super().__init__(
            "Kun den, der har sendt arket til godkendelse, kan trække det tilbage. En godkender kan sende det tilbage.",
            "Only who has asked for the approval can withdraw the request. An approver can send it back.",
        )


class UnfitApproverError(Refusal):
    """Whoever is asked may not approve the sheet."""

    code = RefusalCode.UNFIT_APPROVER


class NotDiscardableError(Refusal):
    """The upload's ``status`` does not let it be discarded."""

    code = RefusalCode.NOT_DISCARDABLE

    def __init__(self, status: UploadStatus, da: str, en: str) -> None:
        super().__init__(da, en)
        self.status = status

    @property
    def facts(self) -> Mapping[str, object]:
        return {"status": self.status.value}


class NotOwnSheetError(Refusal):
    """Editors discard, and bring back, what they have uploaded themselves."""

    code = RefusalCode.NOT_OWN_SHEET

    def __init__(self) -> None:
        super().__init__(
            "Du har ikke selv lagt arket op, så det er en godkender, der skal kassere det eller hente det frem.",
            "You have not uploaded the sheet, so it takes an approver to discard it or to bring it back.",
        )
