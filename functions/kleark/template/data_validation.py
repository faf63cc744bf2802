"""Excel's data validation for each column: the rules, as far as it can express them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kleark.rules.dates import EARLIEST, LATEST
from kleark.rules.digital_post import HOST
from kleark.schemas import schema
from kleark.sheet import columns
from kleark.sheet.address import column_letters

if TYPE_CHECKING:
    from kleark.registers.municipalities import Municipality
    from kleark.sheet.columns import Column


def validation_of(column: Column, municipality: Municipality | None) -> dict[str, Any]:
    """The data validation of a column as options of XlsxWriter, with formulas as for row 2.

    A KLE number outside the list causes a question, not a refusal, since the register may not cover every number.
    Any source system is accepted: its list is only an offer.
    """
    cell = f"{column_letters(columns.COLUMNS.index(column) + 1)}2"
    conditions: dict[Column, dict[str, Any]] = {
        columns.KLE_NUMBER: {"validate": "list", "source": "=KLE_numre", "error_type": "warning"},
        columns.SOURCE_SYSTEM: {"validate": "list", "source": "=Fagsystemer", "show_error": False},
        columns.SHOW_ACTIVE: {"validate": "list", "source": ["Ja", "Nej"]},
        columns.SHOW_FROM: {
            "validate": "date",
            "criteria": "between",
            "minimum": EARLIEST,
            "maximum": LATEST,
        },
        columns.CONTACT_PHONE: _custom(
            f"LEN({cell})=8", f'TEXT(VALUE({cell}),"00000000")={cell}&""', f"VALUE({cell})>=20000000"
        ),
        columns.INFO_URL: _link(cell),
        columns.SELF_SERVICE_URL: _link(cell),
        columns.DIGITAL_POST: _mailbox(cell, municipality),
    }
    return conditions.get(column) or _text(column)


def _custom(*conditions: str) -> dict[str, Any]:
    return {"validate": "custom", "value": f"=AND({','.join(conditions)})"}


def _link(cell: str) -> dict[str, Any]:
    return _custom(f'LEFT({cell},8)="https://"', f'ISERROR(FIND(" ",{cell}))', f"LEN({cell})<=2048")


def _mailbox(cell: str, municipality: Municipality | None) -> dict[str, Any]:
    """A link to Digital Post; in its old form it must have the municipality's own ``portalid``, where that is known."""
    start = f"https://{HOST}"
    begins = f'LEFT({cell},{len(start)})="{start}"'
    portals = municipality.portal_ids if municipality else ()
    if len(portals) != 1:
        return _custom(begins)
    new = f"{start}/send/"
    own = f'ISNUMBER(SEARCH("portalid={portals[0]}&",{cell}&"&"))'
    return _custom(begins, f'OR(LEFT({cell},{len(new)})="{new}",{own})')


def _text(column: Column) -> dict[str, Any]:
    longest = schema("row")["properties"][column.key]["maxLength"]
    return {"validate": "length", "criteria": "between", "minimum": 1, "maximum": longest}
