"""The municipality's own address for notices, which are sent there when they reach nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.admin.flash import Flash, flash_redirect
from kleark.admin.rendering import page
from kleark.identity.colleagues import NoticeAddress
from kleark.identity.mail_address import LONGEST_ADDRESS, UnfitMailAddressError, checked_mail_address

if TYPE_CHECKING:
    from kleark.admin.app_context import PageVisit
    from kleark.http.messages import Response

ADDRESS = "adresse"


def notice_address(visit: PageVisit) -> Response:
    """The form, with the address as it is."""
    setting = visit.context.stores.colleagues.notice_address(visit.person.code)
    return _page(visit, setting, setting.address or "" if setting else "", "")


def save(visit: PageVisit) -> Response:
    """Change the address, or take it off where the field is empty."""
    typed = visit.request.form.get(ADDRESS, "")
    store, code = visit.context.stores.colleagues, visit.person.code
    try:
        address = checked_mail_address(typed) if typed.strip() else None
    except UnfitMailAddressError as refusal:
        return _page(visit, store.notice_address(code), typed, refusal.da)
    store.set_notice_address(code, NoticeAddress(address, visit.context.now(), visit.person.actor))
    flash = Flash.NOTICE_ADDRESS_SET if address else Flash.NOTICE_ADDRESS_REMOVED
    return flash_redirect(visit, "/styring/adresse", flash)


def _page(visit: PageVisit, setting: NoticeAddress | None, typed: str, error: str) -> Response:
    return page(
        visit,
        "notice_address.html.jinja",
        422 if error else 200,
        here="/styring",
        setting=setting,
        typed=typed,
        error=error,
        longest=LONGEST_ADDRESS,
    )
