"""Why warnings are not answered, or a sheet is not published because they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.errors import Refusal
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from kleark.publishing.answers import SheetWarning


class UnansweredWarningsError(Refusal):
    """The sheet has warnings that nobody has answered. ``warnings``: those; ``rules``: the ids of their rules."""

    code = RefusalCode.UNANSWERED_WARNINGS

    def __init__(self, warnings: Sequence[SheetWarning]) -> None:
        self.rules = tuple(sorted({one.rule for one in warnings}))
        named = ", ".join(self.rules)
        super().__init__(
            f"Arket har bemærkninger, som ingen har svaret på ({named}). Svar med en begrundelse, at det er meningen, "
            "eller ret arket, og læg det op igen.",
            f"The sheet has warnings that nobody has answered ({named}). Answer with a reason that they are intended, "
            "or fix the sheet, and upload it again.",
        )
        self.warnings = tuple(warnings)

    @property
    def facts(self) -> Mapping[str, object]:
        return {"rules": list(self.rules), "warnings": [one.place_json() for one in self.warnings]}


class TooManyReasonsError(Refusal):
    """More different reasons than can be written at once."""

    code = RefusalCode.TOO_MANY_REASONS

    def __init__(self, most: int) -> None:
        da = f"Giv højst {most} forskellige begrundelser på én gang. Brug den samme til flere bemærkninger."
        super().__init__(da, f"Give at most {most} reasons at once. Use the same one for several warnings.")


class UnknownAnswerError(Refusal):
    """The municipality has no such answer."""

    code = RefusalCode.UNKNOWN_ANSWER

    def __init__(self) -> None:
        super().__init__(
            "Kommunen har ikke givet et svar med det nummer.", "The municipality has no answer with this id."
        )
