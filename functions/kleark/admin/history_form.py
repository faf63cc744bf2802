"""The form by which the history is searched. It is sent in the address, so a search can be kept and sent on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from kleark.configuration.row_query import EVERY_ROW, RowField, UnfitQueryError, row_query
from kleark.i18n.danish_time import start_of_day
from kleark.publishing.log_search import LogQuery
from kleark.publishing.model import stamp
from kleark.redaction.invisible import visible

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from kleark.configuration.row_query import RowQuery

LONGEST = 300

ROW_FIELDS = {
    "kle": RowField.KLE,
    "telefon": RowField.PHONE,
    "postkasse": RowField.MAILBOX,
    "link": RowField.LINK,
}
EARLIEST, LATEST = "tidligst", "senest"
FIELDS = (*ROW_FIELDS, "person", EARLIEST, LATEST, "tekst")
"""What the fields are called in the address, in their order on the page."""


@dataclass(frozen=True, slots=True)
class HistoryForm:
    """``values``: what was filled in. ``errors``: what is wrong, by field. ``query``: None where something is wrong."""

    values: Mapping[str, str]
    errors: Mapping[str, str] = field(default_factory=dict)
    query: LogQuery | None = None

    @property
    def asked(self) -> Mapping[str, str]:
        """What was filled in, without the empty fields: for the address of the search."""
        return {name: value for name, value in self.values.items() if value}

    @property
    def searches(self) -> bool:
        """Whether anything is asked for."""
        return bool(self.asked)


def history_form(parameters: Mapping[str, str], today: date) -> HistoryForm:
    """The form as it was sent in the address; empty where it was not."""
    values = {name: parameters.get(name, "").strip()[:LONGEST] for name in FIELDS}
    errors: dict[str, str] = {}
    rows = _rows(values, errors)
    since, until = _day(EARLIEST, values, errors, today), _day(LATEST, values, errors, today)
    if since and until and since > until:
        errors[LATEST] = "Den sidste dag skal være den samme som den første eller komme efter den"
    shown = {name: visible(value) for name, value in values.items()}
    if errors:
        return HistoryForm(shown, errors)
    query = LogQuery(
        rows=rows,
        actor=values["person"].casefold(),
        since=stamp(start_of_day(since)) if since else "",
        until=stamp(start_of_day(until + timedelta(days=1))) if until else "",
        text=values["tekst"].casefold(),
    )
    return HistoryForm(shown, query=query)


def _rows(values: Mapping[str, str], errors: dict[str, str]) -> RowQuery:
    """Each field by itself, so that all that is wrong is said at once."""
    for name, row_field in ROW_FIELDS.items():
        try:
            row_query({row_field: values[name]})
        except UnfitQueryError as unfit:
            errors[name] = unfit.da
    return EVERY_ROW if errors else row_query({one: values[name] for name, one in ROW_FIELDS.items()})


def _day(name: str, values: Mapping[str, str], errors: dict[str, str], today: date) -> date | None:
    if not values[name]:
        return None
    day = read_day(values[name], today)
    if day is None:
        errors[name] = DAY_WANTED
    return day


def read_day(text: str, today: date) -> date | None:
    """A day as people write it: as the sheet's dates are read."""
    from kleark.rules.dates import read_date  # noqa: PLC0415 (most who look at the page search for no day)

    return read_date(text, today).value


DAY_WANTED = "Skriv dag, måned og år, f.eks. 3-5-2026"
