"""Lists of responsibilities for the samples: rows, OS2mo's workbook and OS2rollekatalog's units, all made up."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from sample_sheets import inventory_rows
from sample_sheets.small_workbook import Tab, workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sample_sheets.small_workbook import Value

HEADERS = ("KLE-nr.", "Enhed", "Rolle", "Telefon", "Enheds-UUID")
JOB_UUID = "6a1f0c52-3b0e-4f5a-9d3f-0d5f6b1c0001"
PAY_UUID = "6a1f0c52-3b0e-4f5a-9d3f-0d5f6b1c0002"
FRONT_UUID = "6a1f0c52-3b0e-4f5a-9d3f-0d5f6b1c0003"
TOP_UUID = "6a1f0c52-3b0e-4f5a-9d3f-0d5f6b1c0004"
JOB, PAY, FRONT, TOP = "Jobcenter", "Ydelsescenter", "Kontaktcentret", "Beskæftigelse og Social"
NAMES = {JOB: JOB_UUID, PAY: PAY_UUID, FRONT: FRONT_UUID, TOP: TOP_UUID}

ROWS: tuple[tuple[Value, ...], ...] = (
    ("15.20.24", JOB, "Udførende", "66131373", JOB_UUID),
    ("15.17", JOB, "Udførende", "66131373", JOB_UUID),
    ("15.62.10", PAY, "Udførende", "66131374", PAY_UUID),
    ("15.62.15", PAY, "Udførende", "66131374", PAY_UUID),
    ("15.62.15", JOB, "Ansvarlig", "66131373", JOB_UUID),
    ("15.62.15", PAY, "Ansvarlig", "66131374", PAY_UUID),
    ("15.17", FRONT, "Henvendelsessted", "70101010", FRONT_UUID),
    ("15.62", FRONT, "Henvendelsessted", "70101010", FRONT_UUID),
    ("15.27.26", JOB, "Indsigt", "66131373", JOB_UUID),
    ("15.20.2", JOB, "Indsigt", "66131373", JOB_UUID),
)
"""Held against Odense's corrected sheet: 15.20.24 is not connected with its contact, whose telephone is another; two
units are responsible for 15.62.15; nobody performs 15.62.05 and 15.40.10; 15.27.26 and 15.20.2 do not exist."""

PERFORMS: tuple[Value, ...] = ROWS[0]
CONTACT: tuple[Value, ...] = ("15.20.24", "Jobcenter Odense", "Henvendelsessted", "66131372", None)


def as_csv(*rows: Sequence[Value], headers: Sequence[str] = HEADERS) -> bytes:
    """The rows as "CSV UTF-8" in Excel."""
    return inventory_rows.as_csv(*rows, headers=headers)


def os2mo(
    performing: Sequence[tuple[str, str]],
    interest: Sequence[tuple[str, str]] = (),
    responsible: Mapping[str, str] | Sequence[tuple[str, str]] = (),
    topics: Mapping[str, str] | None = None,
) -> bytes:
    """A workbook as OS2mo's exporter writes it.

    Args:
        performing: Units and the names of their topics.
        interest: The same of those who may see the cases.
        responsible: By number, the unit, where there is one for each; or units and names of topics.
        topics: Names by number.
    """
    titles = topics or TITLES
    org: list[list[Value]] = [["UUID", "Navn"]]
    org += [[uuid, _combined(name)] for name, uuid in NAMES.items()]
    kle: list[list[Value]] = [["UUID", "EmneNr", "EmneTitel"]]
    kle += [[f"00000000-0000-4000-8000-{at:012d}", *one] for at, one in enumerate(titles.items())]
    if isinstance(responsible, dict):
        answering: list[list[Value]] = [["Niveau", "EmneNr", "EmneTitel", "EnhedNavn"]]
        for number, title in titles.items():
            unit = responsible.get(number)
            answering.append([str(number.count(".") + 1), number, title, unit and _combined(unit)])
    else:
        answering = _relations([*responsible])
    return workbook(
        Tab(org, "Org"),
        Tab(kle, "KLE"),
        Tab(answering, "Ansvarlig"),
        Tab(_relations(interest), "Indsigt"),
        Tab(_relations(performing), "Udførende"),
    )


TITLES = {
    "15": "Beskæftigelse, økonomisk hjælp, integration",
    "15.17": "Sygdom og arbejde",
    "15.17.06": "Sygedagpengeopfølgning",
    "15.20.24": "Fleksjob",
    "15.62.10": "Kontanthjælp",
    "15.62.15": "Uddannelseshjælp",
}


def _combined(name: str) -> str:
    return f"{name} - {NAMES[name]}"


def _relations(pairs: Sequence[tuple[str, str]]) -> list[list[Value]]:
    header: list[list[Value]] = [["EnhedNavn", "KLE"]]
    return header + [[_combined(unit), title] for unit, title in pairs]


def unit(name: str, parent: str | None = None, **more: Any) -> dict[str, Any]:
    """A unit as OS2rollekatalog writes it. ``parent``: the name of the one above."""
    return {
        "uuid": NAMES[name],
        "name": name,
        "parentOrgUnitUuid": parent and NAMES[parent],
        "inheritKle": False,
        "level": None,
        "klePerforming": [],
        "kleInterest": [],
        "manager": None,
        "titleIdentifiers": [],
        **more,
    }


UNITS = (
    unit(TOP, klePerforming=["15.62"], inheritKle=True),
    unit(JOB, TOP, klePerforming=["15.20.24", "15.17"], kleInterest=["15.62"]),
    unit(PAY, TOP, klePerforming=["15.62.10", "32"]),
    unit(FRONT),
)


def as_json(*units: Mapping[str, Any], **more: Any) -> bytes:
    """What ``jq '{orgUnits}'`` makes of OS2rollekatalog's answer. ``more``: what else stands beside the units."""
    content = {"orgUnits": list(units), **more}
    return f"{json.dumps(content, ensure_ascii=False, indent=1)}\n".encode()
