"""The command that reads the logs of all municipalities, and tells which are not whole: nobody should have to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.log import find_flaws

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from kleark.publishing.ids import MunicipalityCode
    from kleark.publishing.log import FlawedEntry
    from kleark.publishing.ports import ConfigurationTable

READINGS = 3
"""How often a log is read, should it grow meanwhile."""


def verify_logs(
    codes: Iterable[MunicipalityCode],
    table: ConfigurationTable,
    time_is_up: Callable[[], bool],
    report_failure: Callable[[MunicipalityCode, Exception], None],
) -> dict[MunicipalityCode, Sequence[FlawedEntry]]:
    """The flaws of each municipality whose log is not whole.

    Args:
        codes: The municipalities.
        table: The logs, and what is live.
        time_is_up: Asked before each: the rest is left to the next time.
        report_failure: Called for each municipality whose log could not be read. The others are still verified.
    """
    flawed: dict[MunicipalityCode, Sequence[FlawedEntry]] = {}
    for code in codes:
        if time_is_up():
            break
        try:
            if flaws := flaws_of(code, table):
                flawed[code] = flaws
        except Exception as error:  # noqa: BLE001 (reported; the others are still verified)
            report_failure(code, error)
    return flawed


def flaws_of(code: MunicipalityCode, table: ConfigurationTable) -> Sequence[FlawedEntry]:
    """What is wrong with one log. Of one that grows at every reading, nothing is said until the next time."""
    flaws: Sequence[FlawedEntry] = ()
    for _ in range(READINGS):
        live = table.live(code, consistent=True)
        flaws = find_flaws(code, table.log(code), live)
        # A change between the two readings looks like a flaw, and moves the lock.
        if not flaws or table.live(code, consistent=True) == live:
            return flaws
    return ()
