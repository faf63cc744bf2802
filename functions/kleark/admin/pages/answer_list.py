"""The answers that a municipality has given to warnings, and taking one back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.answer_lines import answer_line
from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.page_actions import with_entry
from kleark.admin.pages.error_page import NotFoundError
from kleark.admin.pagination import select_page
from kleark.admin.rendering import page
from kleark.publishing.answer_errors import UnknownAnswerError
from kleark.publishing.answering import withdraw_answer
from kleark.publishing.errors import NothingToChangeError, Refusal

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response

MOST = 50
"""So many are shown at a time."""


def every_answer(visit: PageVisit) -> Response:
    """The answers, newest first; those that were taken back stand last on their page no less."""
    return _page(visit)


def withdraw(visit: PageVisit) -> Response:
    """Take one back: its warnings stand open again. What is live stays live. Raises NotFoundError."""
    answer, note = visit.path_params["answer"], visit.request.form.get("note", "")
    try:
        entry = withdraw_answer(answer, visit.person.actor, note, visit.tenant)
    except UnknownAnswerError:
        raise NotFoundError from None
    except NothingToChangeError:
        return flash_redirect(visit, "/svar", Flash.UNCHANGED)  # pressed twice, or a colleague was faster
    except Refusal as refusal:
        return _page(visit, refused=answer, error=refusal.da, note=note, status=422)
    return with_entry(flash_redirect(visit, "/svar", Flash.ANSWER_WITHDRAWN), entry)


def _page(
    visit: PageVisit, *, refused: str = "", error: str = "", note: str = "", status: int = 200
) -> Response:
    answers = visit.table.answers(visit.person.code)[::-1]
    shown, pages = select_page(answers, MOST, visit.request)
    lines = [answer_line(one, visit.known_as) for one in shown]
    scheduled = visit.table.scheduled(visit.person.code)
    return page(
        visit,
        "answer_list.html.jinja",
        status,
        here="/historik",
        answers=lines,
        relied_on=scheduled.answer_ids if scheduled else (),
        pages=pages,
        refused=refused,
        error=error,
        note=note,
    )
