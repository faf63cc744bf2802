"""A municipality's list of own KLE numbers, as a list of which one counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kleark.intake.list_intake import JudgedUpload
from kleark.intake.list_of_municipality import MunicipalityList
from kleark.intake.ports import OwnNumberTable
from kleark.own_numbers.number_list import check_own_numbers, with_own_numbers
from kleark.own_numbers.stored_numbers import number_lines
from kleark.registers.municipalities import municipality

if TYPE_CHECKING:
    from kleark.configuration.list_head import ListHead
    from kleark.intake.ports import UploadedObject
    from kleark.registers.kle_register import Topic
    from kleark.report.model import Subject


@dataclass(frozen=True, slots=True)
class UploadedOwnNumbers(MunicipalityList[OwnNumberTable]):
    """One uploaded list. Fulfils `kleark.intake.list_intake.CountingList`. ``register``: KL's alone."""

    @property
    def subject(self) -> Subject:
        return "own_numbers"

    def check(self, data: bytes, _stored: UploadedObject) -> JudgedUpload[tuple[Topic, ...]]:
        checked = check_own_numbers(
            data, self.target.file_name, self.register, self.today, municipality(self.code)
        )
        content = None
        if checked.found is not None and not checked.report.counts.errors:
            content = tuple(with_own_numbers(self.register, checked.found).own.values())
        return JudgedUpload(checked.report, content, checked.excerpt, checked.is_workbook)

    def new_head(self, order: str, content: tuple[Topic, ...], uploaded_at: str) -> ListHead:
        return self.head_with(order, number_lines(content), uploaded_at)

    def write(self, head: ListHead, content: tuple[Topic, ...]) -> bool:
        self.table.write_pages(self.code, head, content)
        return self.table.numbers(self.code, head) == content
