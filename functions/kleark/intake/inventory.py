"""The inventory of the indexes, as a list of which one counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.intake.inventory_sums import keep_sums
from kleark.intake.list_intake import JudgedUpload
from kleark.intake.outcome import ListOutcome
from kleark.inventory.check_inventory import check_inventory
from kleark.inventory.pages import Head
from kleark.publishing.object_keys import INVENTORY_FOLDER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kleark.intake.ports import InventoryTable, UploadedObject
    from kleark.inventory.model import Inventory
    from kleark.publishing.object_keys import ReportFolder
    from kleark.publishing.ports import ConfigurationTable
    from kleark.registers.kle_register import KleRegister
    from kleark.report.model import Subject

_REASONS = {
    ListOutcome.REJECTED: "Opgørelsen har fejl og bruges ikke. Rapporten siger, hvad der skal rettes.",
    ListOutcome.STORED: "Opgørelsen bruges nu til kortet over kommunerne og til tallene ved hvert ark.",
    ListOutcome.SUPERSEDED: "En opgørelse, der er lagt op senere, bruges allerede. Denne bruges ikke.",
}


@dataclass(frozen=True, slots=True)
class UploadedInventory:
    """One uploaded inventory. Fulfils `kleark.intake.list_intake.CountingList`; it belongs to no municipality.

    ``live``: what is live in each municipality, by which it is known how many cases were seen. ``upload_id``: of the
    upload. ``register``: the KLE register, None for the one that comes with Kleark.
    """

    index: InventoryTable
    live: ConfigurationTable
    file_name: str
    upload_id: str
    register: KleRegister | None = None

    @property
    def subject(self) -> Subject:
        return "inventory"

    @property
    def folder(self) -> ReportFolder:
        return INVENTORY_FOLDER

    @property
    def has_summary(self) -> bool:
        return False

    @property
    def reasons(self) -> Mapping[ListOutcome, str]:
        return _REASONS

    def check(self, data: bytes, _stored: UploadedObject) -> JudgedUpload[Inventory]:
        checked = check_inventory(data, self.file_name, self.register)
        return JudgedUpload(checked.report, checked.found, checked.excerpt, checked.is_workbook)

    def current(self) -> Head | None:
        return self.index.head(consistent=True)

    def new_head(self, order: str, content: Inventory, uploaded_at: str) -> Head:
        return Head(order, content.digest, len(content.lines), self.upload_id, uploaded_at)

    def write(self, head: Head, content: Inventory) -> bool:
        self.index.write_pages(head, content)
        return self.index.inventory(head) == content

    def before_replacing(self, counting: Head) -> tuple[Exception, ...]:
        """Its sums are kept before it stops counting."""
        return keep_sums(counting, self.index, self.live)

    def set_head(self, head: Head, after: Head | None) -> bool:
        return self.index.set_head(head, after=after)

    def delete_pages_before(self, head: Head) -> None:
        self.index.delete_pages_before(head)

    def record(self, order: str, uploaded_at: str, outcome: ListOutcome) -> None:
        """The head says it all: nobody looks for what became of an inventory but in its report."""
