"""A template's KLE number against KL's register. Old cases keep their numbers: only active templates are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.case_templates.templates_named import named
from kleark.i18n.formats import format_short_date
from kleark.rules import case_template_rules as rules
from kleark.rules import kle, kle_rules
from kleark.rules.model import Placed, Remark
from kleark.sheet.case_template_columns import KLE_NUMBER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kleark.case_templates.model import Against, CaseTemplate, TemplateList


def find_wrong_numbers(found: TemplateList, against: Against) -> Iterator[Placed]:
    """Numbers that contradict their names, do not exist, retired, retire, or are no topics."""
    for template in found.templates:
        if template.active:
            for remark in _remarks(template, against):
                yield Placed(remark, template.row, KLE_NUMBER.key, found=template.kle_number)


def _remarks(template: CaseTemplate, against: Against) -> Iterator[Remark]:
    number, register = template.kle_number, against.register
    if not kle.NUMBER.fullmatch(number):
        meant = kle.number_for_title(template.kle_title, register)
        fits = meant if meant and meant.startswith(number) else None
        yield Remark(rules.GROUP_ONLY, named(template), suggestion=fits)
        return
    for remark in kle.agree(number, template.kle_title, register):
        params = named(template) | {"title": template.kle_title}
        if remark.rule is kle_rules.CONTRADICTION:
            params["numbers"] = remark.params["numbers"]
            yield Remark(rules.CONTRADICTION, params, remark.suggestion)
        elif remark.rule is kle_rules.UNKNOWN:
            params["day"] = format_short_date(register.edition)
            yield Remark(rules.UNKNOWN, params, remark.suggestion)
        elif remark.rule is kle_rules.RETIRED:
            new = ", ".join(register.topics[number].replaced_by)
            params |= {
                "day": remark.params["day"],
                "use_da": f" Brug {new}." if new else "",
                "use_en": f" Use {new}." if new else "",
            }
            yield Remark(rules.RETIRED, params, remark.suggestion)
        elif remark.rule is kle_rules.RETIRING:
            yield Remark(rules.RETIRING, named(template) | {"year": remark.params["year"]})
