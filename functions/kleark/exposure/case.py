"""One case of a citizen, as far as the decision needs to know it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cache

_KLE_NUMBER = re.compile(r"[0-9]{2}\.[0-9]{2}\.[0-9]{2}")


class Status(StrEnum):
    """How far a case has come, in the words of Mit Overblik's orchestration component."""

    CREATED = "Oprettet"
    IN_PROGRESS = "Behandles"
    DECIDED = "Afgjort"
    CLOSED = "Afsluttet"
    REJECTED = "Afvist"

    @property
    def active(self) -> bool:
        """Whether the case is one of the "aktive sager" that a municipality may show whatever their age.

        A decided case is: the column's whole name is "... for aktive sager og tilhørende ydelser", and it is
        a decided case that a benefit is paid on. Closed and rejected cases have come to their end.
        """
        return self not in {Status.CLOSED, Status.REJECTED}


@dataclass(frozen=True, slots=True)
class Case:
    """``created``: the day in Denmark, see `danish_day`. ``status``: None where it is absent or unknown.

    Raises TypeError for a time instead of a day: which day that is depends on where one stands; ValueError for
    a KLE number that is not NN.NN.NN, for which no municipality could have a row.
    """

    kle_number: str
    source_system: str
    created: date
    status: Status | None = None

    def __post_init__(self) -> None:
        if isinstance(self.created, datetime):
            raise TypeError("a case is created on a day; danish_day makes one of a time")
        if not isinstance(self.created, date):
            raise TypeError("a case is created on a day, as date(2021, 4, 1)")
        if not _KLE_NUMBER.fullmatch(self.kle_number):
            raise ValueError("a case's KLE number is NN.NN.NN")


def status_of(text: str | None) -> Status | None:
    """The status with this name, whatever its case. None for any other: a new one must not hide a page."""
    return None if text is None else _statuses().get(text.strip().casefold())


def fold_system(text: str) -> str:
    """A source system's name as `Row.key` has it, also where it was typed by hand."""
    # What is in ASCII is in this form already.
    return (text if text.isascii() else unicodedata.normalize("NFC", text)).strip().casefold()


@cache
def _statuses() -> dict[str, Status]:
    return {status.casefold(): status for status in Status}
