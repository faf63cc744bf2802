"""From the bytes of a list of case templates to its report: the whole of the judgement, without AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from kleark.case_templates.judgement import judge_list
from kleark.case_templates.template_columns import REQUIRED, column_remarks
from kleark.case_templates.template_lines import read_templates
from kleark.inventory.list_check import CheckedList, ListKind, check_list
from kleark.sheet.case_template_columns import CASE_TEMPLATES, FACET, KLE_NUMBER, SOURCE_SYSTEM, TEMPLATE_NAME

if TYPE_CHECKING:
    from kleark.case_templates.model import Against, TemplateList
    from kleark.registers.municipalities import Municipality

CheckedTemplates: TypeAlias = "CheckedList[TemplateList]"


def check_templates(
    data: bytes,
    file_name: str,
    against: Against,
    municipality: Municipality | None = None,
    system: str | None = None,
) -> CheckedTemplates:
    """Judge one list, .xlsx or CSV. Never raises for anything that is in the file.

    Args:
        data: The file.
        file_name: Its name.
        against: What the list is held against.
        municipality: Whose list it should be.
        system: The source system of the whole list, where it has no column for it.
    """
    kind = ListKind(
        subject="case_templates",
        form=CASE_TEMPLATES,
        looked_for=(*REQUIRED, SOURCE_SYSTEM, FACET),
        totals=(TEMPLATE_NAME, KLE_NUMBER),
        columns=lambda table: column_remarks(table, system, municipality),
        read=lambda table: read_templates(table, against.register, system),
        judge=lambda found: judge_list(found, against),
    )
    return check_list(data, file_name, kind)
