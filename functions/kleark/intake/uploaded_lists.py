"""Uploads that are lists beside the sheets: an inventory of the indexes, or a municipality's case templates or own KLE
numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from kleark.intake.comparison_sources import IndexSource, LiveSource
from kleark.intake.list_intake import ListServices, process_list
from kleark.publishing.object_keys import OwnList

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kleark.configuration.case_counts import IndexedCases
    from kleark.intake.list_intake import ProcessedList
    from kleark.intake.notification import ObjectCreated
    from kleark.intake.ports import InventoryTable, ListTables, Ticket, UploadStore, UploadTable
    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.object_keys import Destination
    from kleark.publishing.ports import ReportStore
    from kleark.registers.active import RegisterSource


class UploadedListServices(Protocol):
    """What the intake of lists works with, of that of uploads: see `kleark.intake.sheet.IntakeServices`."""

    @property
    def uploads(self) -> UploadStore: ...

    @property
    def reports(self) -> ReportStore: ...

    @property
    def table(self) -> UploadTable: ...

    @property
    def index(self) -> InventoryTable: ...

    @property
    def lists(self) -> ListTables: ...

    @property
    def now(self) -> Callable[[], datetime]: ...

    @property
    def indexed(self) -> Callable[[MunicipalityCode], IndexedCases | None]: ...

    @property
    def register(self) -> RegisterSource: ...


def process_uploaded_list(
    created: ObjectCreated,
    target: Destination,
    identity: str,
    ticket: Ticket | None,
    services: UploadedListServices,
) -> ProcessedList:
    """Process one notification about a list, as `process_list` does.

    Args:
        created: The object, with its version.
        target: What its key asks for.
        identity: The upload's id.
        ticket: Whose it is, where that is recorded.
        services: What intake works with.
    """
    own = ListServices(services.uploads, services.reports, services.now)
    if target.is_inventory:
        from kleark.intake.inventory import UploadedInventory  # noqa: PLC0415 (one of the three)

        register = services.register.active()
        inventory = UploadedInventory(services.index, services.table, target.file_name, identity, register)
        return process_list(created, target.file_name, identity, inventory, own)
    code, actor = target.municipality, ticket.actor if ticket else None
    assert code is not None
    if target.own_list is OwnList.OWN_NUMBERS:
        from kleark.intake.uploaded_own_numbers import UploadedOwnNumbers  # noqa: PLC0415 (one of the three)

        numbers = UploadedOwnNumbers(
            services.lists.own_numbers(),
            code,
            created,
            target,
            identity,
            actor,
            services.register.active(),
            services.now(),
        )
        return process_list(created, target.file_name, identity, numbers, own)
    from kleark.intake.uploaded_templates import UploadedTemplates  # noqa: PLC0415 (one of the three)

    templates = UploadedTemplates(
        services.lists.templates(),
        code,
        created,
        target,
        identity,
        actor,
        services.register.of(code),
        services.now(),
        LiveSource(code, services.table),
        IndexSource(code, services.indexed),
    )
    return process_list(created, target.file_name, identity, templates, own)
