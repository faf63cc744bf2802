"""A municipality's list of case templates as it is kept: pages of templates, and a head that says which of them count.

No more is kept than what a judgement needs: no path, no day of use, and nothing of columns that are not read, where
persons' names would be. The names of fields are stored: they must not change.
"""

from __future__ import annotations

import json
from dataclasses import fields
from typing import TYPE_CHECKING

from kleark.case_templates.model import CaseTemplate, TemplateList
from kleark.configuration.row_pages import PAGE_BYTES, lines_of, pages_of_lines

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import Any

    from kleark.configuration.list_head import ListHead
    from kleark.configuration.row_pages import Page

NOT_KEPT = frozenset(("path", "last_used"))
"""What a list may say of a template, and nothing is judged by."""

_DEFAULTS: Mapping[str, Any] = {
    one.name: one.default for one in fields(CaseTemplate) if one.name not in NOT_KEPT
}


def lines_with(found: TemplateList) -> list[str]:
    """The templates as they are stored, in the order of the list."""
    return [_to_text(one) for one in found.templates]


def pages_with(found: TemplateList, page_bytes: int = PAGE_BYTES) -> tuple[Page, ...]:
    """The templates as pages; the same ones at every attempt."""
    return pages_of_lines(lines_with(found), page_bytes)


def list_in(pages: Iterable[Page], head: ListHead) -> TemplateList | None:
    """The opposite of `pages_with`; None where the pages do not hold what the head says: half is never used.

    None, too, for what another release wrote in a form of its own. Raises UnreadablePageError, KeyError, TypeError and
    ValueError for what is no page of such a list.
    """
    lines = lines_of(pages)
    if not head.holds(lines):
        return None
    return TemplateList(tuple(_from_text(line) for line in lines), head.positions)


def as_stored(found: TemplateList) -> TemplateList:
    """The list without what is not kept of it: what is read back of one that was stored."""
    return TemplateList(tuple(_from_text(line) for line in lines_with(found)), found.columns)


def _to_text(template: CaseTemplate) -> str:
    """One template as canonical JSON, without what is as by default: it holds no line break."""
    values = {name: getattr(template, name) for name in _DEFAULTS}
    said = {name: value for name, value in values.items() if value != _DEFAULTS[name]}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _from_text(text: str) -> CaseTemplate:
    """The opposite of `_to_text`, without what a later release adds. Raises KeyError, TypeError and ValueError."""
    said = json.loads(text)
    return CaseTemplate(**{name: said[name] for name in _DEFAULTS if name in said})
