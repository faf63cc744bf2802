"""Putting a sheet aside, and bringing it back."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.pages.error_page import handover_refusals
from kleark.admin.upload_lists import one_upload
from kleark.identity.person import Role
from kleark.publishing import handover
from kleark.publishing.errors import NothingToChangeError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response


def discard(visit: PageVisit) -> Response:
    """Put it aside, and go to its page, on which it can be brought back. Raises PageError."""
    _apply(handover.discard, "Arket er ikke kasseret", visit)
    return flash_redirect(visit, _own(visit), Flash.SHEET_DISCARDED)


def restore(visit: PageVisit) -> Response:
    """Bring it back, and go to its page. Raises PageError."""
    _apply(handover.restore, "Arket er ikke hentet frem", visit)
    return flash_redirect(visit, _own(visit), Flash.SHEET_RESTORED)


def _apply(command: Callable[..., object], not_done: str, visit: PageVisit) -> None:
    upload, person = one_upload(visit), visit.person
    # The same button pressed twice, or a colleague who was faster: the page says how it is.
    with handover_refusals(upload.upload_id, visit, not_done), suppress(NothingToChangeError):
        command(upload.upload_id, person.actor, visit.tenant, as_approver=person.may(Role.APPROVER))


def _own(visit: PageVisit) -> str:
    return f"/ark/{visit.path_params['upload']}"
