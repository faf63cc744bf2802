"""What publishing a sheet would change of what citizens see, and publishing it: now, or at a time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, time
from typing import TYPE_CHECKING

from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.pages import confirm
from kleark.admin.pages.answer_form import answer_form, filled_again
from kleark.admin.pages.error_page import NextStep, PageError
from kleark.admin.pages.progress import is_under_way
from kleark.admin.pagination import requested_page
from kleark.admin.rendering import page
from kleark.admin.sheet_options import sheet_options
from kleark.admin.upload_lists import one_upload
from kleark.i18n.danish_time import UnusableTimeError, parse_time
from kleark.identity.person import Role
from kleark.publishing import manual
from kleark.publishing.errors import NothingToChangeError, NotPublishableError, Refusal, TimeNotAheadError
from kleark.publishing.four_eyes import four_eyes_refusal
from kleark.publishing.model import Action, UploadStatus
from kleark.publishing.sheet_name import sheet_name
from kleark.publishing.staging import BrokenSnapshotError
from kleark.publishing.upload_state import state_records, upload_state
from kleark.refusal_codes import RefusalCode

if TYPE_CHECKING:
    from datetime import datetime

    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response
    from kleark.publishing.model import Live, LogEntry, Upload
    from kleark.publishing.proposal import ChangeRequest, Proposal

_TYPED_DAY = re.compile(r"([0-9]{1,2})[-./]([0-9]{1,2})[-./]([0-9]{4})")

WHEN, LATER, DAY, CLOCK = "hvornaar", "senere", "dato", "klokken"


@dataclass(frozen=True, slots=True)
class Timing:
    """When it shall be published, as it was filled in.

    ``day_error``, ``clock_error``: what is wrong with the date and with the time of day; empty where nothing is.
    """

    later: bool = False
    day: str = ""
    clock: str = "06:00"
    day_error: str = ""
    clock_error: str = ""

    @property
    def wrong(self) -> bool:
        """Whether there is something to fix."""
        return bool(self.day_error or self.clock_error)


def publish_form(visit: PageVisit) -> Response:
    """The plan against what is live now and, for an approver, the form that says yes. Raises PageError."""
    upload = one_upload(visit)
    proposal = proposal_of(upload, visit)
    return _page(upload, _form(proposal, visit, number=requested_page(visit.request)), Timing(), visit)


def publish(visit: PageVisit) -> Response:
    """Make the sheet live, or let it wait for its time. Raises PageError."""
    upload, fields, timing = one_upload(visit), confirm.read_fields(visit), _timing(visit)
    if done := _receipt_if_done(upload, fields, visit):
        return done
    try:
        # What the ticks answer are fingerprints, which no form holds.
        proposal = proposal_of(upload, visit, fields.expected) if fields.answers.ticks else None
        request = fields.change_request(visit, proposal)
        if timing.later:
            return _schedule(upload, request, fields, timing, visit)
        entry = manual.publish_upload(
            upload.upload_id,
            request,
            visit.tenant,
            visit.context.stores.reports,
            confirm_removals=fields.confirmed,
        )
    except TimeNotAheadError as error:
        return _refused_time_form(upload, fields, replace(timing, day_error=error.da), visit)
    except (Refusal, PageError) as refusal:
        # Another press of the same button may have been faster.
        if done := _receipt_if_done(upload, fields, visit):
            return done
        if isinstance(refusal, PageError):
            raise
        form = _form(proposal_of(one_upload(visit), visit), visit, fields)
        return _page(upload, confirm.refused_form(refusal, fields, form, visit), timing, visit)
    return confirm.to_receipt(entry, visit)


def _form(
    proposal: Proposal, visit: PageVisit, fields: confirm.FormFields | None = None, number: int = 1
) -> confirm.DecisionForm:
    """The form on a proposal, with what was typed of the answers to its warnings."""
    answers = answer_form(proposal, visit)
    if fields:
        answers = filled_again(answers, fields.answers)
    form = confirm.new_form(proposal, "publish", number=number, answers=answers)
    if (links := visit.context.stores.links) is None or number > 1:
        return form
    # What only a stack that asks links needs is imported there.
    from kleark.admin.link_notes import link_notes  # noqa: PLC0415

    return replace(form, links=link_notes(proposal.plan, links, visit.context.now()))


def _schedule(
    upload: Upload, request: ChangeRequest, fields: confirm.FormFields, timing: Timing, visit: PageVisit
) -> Response:
    if (checked := _checked(timing)).wrong:
        return _refused_time_form(upload, fields, checked, visit)
    # What only few ask for is imported when they do.
    from kleark.publishing.schedule import Appointment, schedule  # noqa: PLC0415

    schedule(
        Appointment(upload.upload_id, _due(timing)),
        request,
        visit.tenant,
        visit.context.stores.reports,
        visit.context.stores.timer,
        confirm_removals=fields.confirmed,
    )
    return flash_redirect(visit, "/", Flash.SCHEDULED)


def _checked(timing: Timing) -> Timing:
    """The same, with what is wrong at each field."""
    day, clock = _day(timing.day), _clock(timing.clock)
    if day is None or clock is None:
        return replace(
            timing,
            day_error="" if day else "Vælg også en dato, f.eks. 01-12-2026.",
            clock_error="" if clock else "Vælg også et klokkeslæt, f.eks. 06.00.",
        )
    try:
        parse_time(f"{day.isoformat()}T{clock:%H:%M}")
    except UnusableTimeError:
        # The fields hold no offset that says which of two times is meant.
        return replace(
            timing,
            clock_error=f"Uret bliver stillet den nat, så klokken {clock:%H.%M} kommer enten slet ikke eller to gange. "
            "Vælg et andet klokkeslæt.",
        )
    return timing


def _due(timing: Timing) -> datetime:
    """The time that was filled in, which has been checked, in Danish time."""
    day, clock = _day(timing.day), _clock(timing.clock)
    assert day is not None
    assert clock is not None
    return parse_time(f"{day.isoformat()}T{clock:%H:%M}")


def _day(text: str) -> date | None:
    """A date as browsers send it, or as it is typed where they have no field for dates: ``1-12-2026``."""
    if typed := _TYPED_DAY.fullmatch(text):
        day, month, year = typed.groups()
        text = f"{year}-{month:>02}-{day:>02}"
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _clock(text: str) -> time | None:
    try:
        return time.fromisoformat(text.replace(".", ":"))
    except ValueError:
        return None


def _timing(visit: PageVisit) -> Timing:
    form = visit.request.form
    return Timing(
        later=form.get(WHEN) == LATER, day=form.get(DAY, "").strip(), clock=form.get(CLOCK, "").strip()
    )


def _refused_time_form(
    upload: Upload, fields: confirm.FormFields, timing: Timing, visit: PageVisit
) -> Response:
    """The form once more, since the time cannot be used."""
    form = confirm.with_boxes(_form(proposal_of(upload, visit), visit, fields), fields)
    return _page(upload, replace(form, status=422, note=fields.note, expected=fields.expected), timing, visit)


def _receipt_if_done(upload: Upload, fields: confirm.FormFields, visit: PageVisit) -> Response | None:
    def is_same(entry: LogEntry) -> bool:
        content = entry.content
        return (
            entry.action is Action.PUBLISH and content is not None and content.upload_id == upload.upload_id
        )

    if done := confirm.receipt_if_done(fields, visit, is_same):
        return done
    if upload.part is None or not upload.revision or upload.revision <= fields.expected:
        return None
    # A part's sheet goes on what is live by then, which may be several revisions on.
    return confirm.receipt_if_done(replace(fields, expected=upload.revision - 1), visit, is_same)


def proposal_of(
    upload: Upload, visit: PageVisit, seen: int | None = None, *, judged: bool = True
) -> Proposal:
    """What publishing would do. Raises PageError where there is nothing to be published.

    ``seen``: the revision on which the person has decided; None: they are about to look. ``judged``: see
    `manual.propose_upload`.
    """
    own = visit.url(f"/ark/{upload.upload_id}")
    if is_under_way(upload):
        raise PageError(
            RefusalCode.CHECK_UNFINISHED,
            409,
            "Arket bliver kontrolleret",
            "Det er ikke færdigt endnu. Vent et øjeblik, og prøv igen.",
            next_steps=(NextStep("Se, hvor langt det er", own),),
        )
    try:
        proposal, _, _ = manual.propose_upload(
            upload.upload_id, visit.tenant, visit.context.stores.reports, seen=seen, judged=judged
        )
    except NotPublishableError as refusal:
        raise _not_publishable(upload, refusal, visit) from refusal
    except NothingToChangeError as refusal:
        raise PageError(
            RefusalCode.NOTHING_TO_CHANGE,
            409,
            "Arket er magen til det, der vises",
            "Det er netop de rækker, borgerne ser nu, så der er ikke noget at offentliggøre.",
            next_steps=(NextStep("Se resultatet af kontrollen", own),),
        ) from refusal
    except Refusal as refusal:
        raise PageError(refusal.code, 409, "Arket kan ikke offentliggøres", refusal.da) from refusal
    except BrokenSnapshotError as error:
        if upload.part is None:
            raise
        raise PageError(
            RefusalCode.STORED_DATA_DAMAGED, 409, "Arket kan ikke offentliggøres", _OTHERS_DAMAGED
        ) from error
    return proposal


_OTHERS_DAMAGED = (
    "De andre deles rækker, der vises nu, er ikke hele, så delen kan ikke lægges oven på dem. Intet er ændret. Gå "
    "tilbage til en tidligere version, eller læg et ark op for hele kommunen."
)


def _not_publishable(upload: Upload, refusal: NotPublishableError, visit: PageVisit) -> PageError:
    back = NextStep("Se resultatet af kontrollen", visit.url(f"/ark/{upload.upload_id}"))
    if refusal.status is UploadStatus.REJECTED:
        return PageError(
            RefusalCode.REJECTED_SHEET,
            409,
            "Arket har fejl",
            "Det kan ikke offentliggøres, før de er rettet. Ret dem i dit ark, gem det, og vælg det igen.",
            next_steps=(back,),
        )
    if refusal.back_to is not None:
        return PageError(
            RefusalCode.NOT_PUBLISHABLE,
            409,
            "Arket har været vist før",
            f"Det blev vist som version {refusal.back_to}. Skal det vises igen, så gå tilbage til den version.",
            next_steps=(
                NextStep(f"Se version {refusal.back_to}", visit.url(f"/historik/{refusal.back_to}")),
                back,
            ),
        )
    if refusal.status is UploadStatus.PUBLISHED:
        receipt = NextStep("Se kvitteringen", visit.url(f"/kvittering/{upload.revision}"))
        return PageError(
            RefusalCode.NOT_PUBLISHABLE,
            409,
            "Arket vises allerede",
            "Det er netop det, borgerne ser nu.",
            next_steps=(receipt, back),
        )
    return PageError(refusal.code, 409, "Arket kan ikke offentliggøres", refusal.da, next_steps=(back,))


def _page(upload: Upload, decision: confirm.DecisionForm, timing: Timing, visit: PageVisit) -> Response:
    records = state_records(visit.table, visit.person.code, (upload,))
    live, scheduled, state = records.live, records.scheduled, upload_state(upload, records)
    return page(
        visit,
        "publish.html.jinja",
        decision.status,
        here="/ark",
        upload=upload,
        name=sheet_name(upload),
        decision=decision,
        timing=timing,
        four_eyes_text=_four_eyes_text(upload, visit, live),
        state=state,
        options=sheet_options(upload, state, live, visit),
        scheduled=scheduled,
    )


def _four_eyes_text(upload: Upload, visit: PageVisit, live: Live) -> str:
    """Why this approver cannot approve it, in a municipality that requires two people; empty where they can."""
    if not visit.person.may(Role.APPROVER):
        return ""
    refusal = four_eyes_refusal(upload, live, visit.person.actor)
    return refusal.da if refusal else ""
