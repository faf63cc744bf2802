"""Whether an upload becomes live: a pure decision, without reading or writing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from kleark.configuration.plan import removes_too_much, vanishing_rows
from kleark.i18n.formats import capitalised, plural
from kleark.publishing.model import UploadStatus

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kleark.configuration.plan import Plan
    from kleark.publishing.answers import SheetWarning
    from kleark.publishing.model import Live, Upload


class Outcome(StrEnum):
    """What can become of an upload that reached the publisher."""

    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    SUPERSEDED = "superseded"
    FROZEN = "frozen"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    AWAITING_ANSWERS = "awaiting_answers"
    REFUSED = "refused"
    """Its time came, but something other was live than it had been planned against."""
    ALREADY_SETTLED = "already_settled"
    """An earlier delivery of the same message settled it, or it was cancelled or replaced."""
    NOT_DUE = "not_due"
    """It was woken before its time."""

    @property
    def status(self) -> UploadStatus | None:
        """The upload's new status; None where it stays as it is."""
        return None if self in {Outcome.ALREADY_SETTLED, Outcome.NOT_DUE} else UploadStatus(self.value)


@dataclass(frozen=True, slots=True)
class Decision:
    """``reason``: in Danish, for the admin, where the upload is not published."""

    outcome: Outcome
    reason: str | None = None


def decide(  # noqa: PLR0911 (one for each outcome)
    upload: Upload, digest: str, live: Live, plan: Plan, still_open: Sequence[SheetWarning] = ()
) -> Decision:
    """Decide on an automatic publication.

    ``digest``: of the upload's rows. ``plan``: from the rows of ``live`` to the upload's. ``still_open``: the warnings
    that nobody has answered; need not be known where `answers_matter` says so. All of it must come from the same
    reading of ``live``:

        t1 read LIVE: newest is A ──▶ "B is newer, publish"
        t2                             ......C, newer than B, is published as revision 2......
        t3 read LIVE's revision: 2 ──▶ flip, on condition of revision 2: B replaces C

    Here the condition holds although the decision is out of date. Decided on the reading that also gave the
    revision, it cannot: an outdated decision has an outdated revision, and the change is refused.
    """
    if upload.status is not UploadStatus.QUEUED:
        return Decision(Outcome.ALREADY_SETTLED)
    if upload.order <= live.order:
        return Decision(Outcome.SUPERSEDED, _superseded(live))
    if live.frozen:
        return Decision(Outcome.FROZEN, _FROZEN)
    if live.content is not None and live.content.digest == digest:
        return Decision(Outcome.UNCHANGED, _unchanged(live))
    if live.four_eyes:
        return Decision(Outcome.AWAITING_CONFIRMATION, _FOUR_EYES)
    if not plan.rows_after:
        return Decision(Outcome.AWAITING_CONFIRMATION, _EMPTY)
    if removes_too_much(plan, live.removal_limit):
        return Decision(Outcome.AWAITING_CONFIRMATION, _removes(plan, live.removal_limit))
    holding = [one.rule for one in still_open if one.holds_back]
    if holding or (still_open and live.wait_for_answers):
        rules = sorted({one.rule for one in still_open}) if live.wait_for_answers else sorted({*holding})
        return Decision(Outcome.AWAITING_ANSWERS, _unanswered(rules))
    return Decision(Outcome.PUBLISHED)


def answers_matter(upload: Upload, live: Live) -> bool:
    """Whether the decision can depend on warnings that nobody has answered."""
    return bool(upload.holding_rules) or live.wait_for_answers


_FROZEN = (
    "Kommunens visning er låst, så intet offentliggøres automatisk. Arket er gemt og kan offentliggøres, "
    "når visningen er låst op."
)
_FOUR_EYES = (
    "Kommunen kræver fire øjne, så intet offentliggøres automatisk. Arket kom ikke ind gennem siden, og ingen ved, "
    "hvem der har lagt det op. Læg det op på siden, og lad en anden offentliggøre det."
)
_EMPTY = (
    "Arket har ingen rækker. Et tomt ark offentliggøres aldrig automatisk, for så ville borgerne ikke se "
    "nogen sager. En godkender skal bekræfte, at det er meningen."
)


def _unanswered(rules: Sequence[str]) -> str:
    return (
        f"Arket har bemærkninger, som en godkender skal tage stilling til ({', '.join(rules)}), så det er ikke "
        "offentliggjort. Er det meningen, at der står sådan, så svar på dem, og offentliggør arket. Ellers ret arket, "
        "og læg det op igen."
    )


def _superseded(live: Live) -> str:
    return (
        f"Et ark, der er lagt op senere, er allerede offentliggjort (version {live.revision}), "
        "så dette ark er ikke offentliggjort."
    )


def _unchanged(live: Live) -> str:
    return f"Arket svarer til det, der vises nu (version {live.revision}). Der er ikke lavet en ny version."


def _removes(plan: Plan, limit: int | None) -> str:
    allowed = "en tredjedel" if limit is None else f"{limit} procent"
    return (
        f"{capitalised(vanishing_rows(plan, 'da'))} mangler i arket. Det er mere end {allowed}, "
        "så arket er ikke offentliggjort. En godkender skal bekræfte, at "
        f"{plural(len(plan.removed), ('rækken', 'rækkerne'))} skal fjernes."
    )
