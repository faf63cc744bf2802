"""Workbooks part by part, to see what was changed in them and what was not."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import openpyxl

from tests.support.workbooks import MAIN, RELATIONSHIPS, parts, relationships, zipped

if TYPE_CHECKING:
    from collections.abc import Mapping

STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd-mm-yyyy"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/></font><font><color rgb="FFFFFFFF"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor '
    'rgb="FF003366"/><bgColor indexed="64"/></patternFill></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="0" fontId="1" fillId="2" borderId="0" xfId="0"><alignment wrapText="1"/></xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
"""Three formats: plain, a date, and white text on dark blue."""


def package(sheet_data: str = "", **options: Any) -> dict[str, str | bytes]:
    """The parts of a workbook with one sheet ``Ark1`` and `STYLES`."""
    made = parts(sheet_data, **options)
    add(made, "xl/styles.xml", STYLES, "styles", "spreadsheetml.styles+xml")
    return made


def add(made: dict[str, str | bytes], name: str, content: str, kind: str, content_type: str) -> None:
    """Add a part that the workbook refers to."""
    made[name] = content
    made["[Content_Types].xml"] = str(made["[Content_Types].xml"]).replace(
        "</Types>",
        f'<Override PartName="/{name}" ContentType="application/vnd.openxmlformats-officedocument.'
        f'{content_type}"/></Types>',
    )
    rels = str(made.get("xl/_rels/workbook.xml.rels", relationships()))
    target = name.removeprefix("xl/")
    made["xl/_rels/workbook.xml.rels"] = rels.replace(
        "</Relationships>",
        f'<Relationship Id="rel{len(made)}" Type="{RELATIONSHIPS}/{kind}" Target="{target}"/></Relationships>',
    )


def built(made: Mapping[str, str | bytes]) -> bytes:
    return zipped(made)


def contents(data: bytes) -> dict[str, bytes]:
    """Every part of a workbook, in the order of the container; its checksums are right."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def changed_parts(before: bytes, after: bytes) -> set[str]:
    """The names of the parts that differ, came or went."""
    old, new = contents(before), contents(after)
    return {name for name in old.keys() | new.keys() if old.get(name) != new.get(name)}


def opened(data: bytes) -> Any:
    """The workbook as openpyxl reads it; its own types allow a cell to be almost anything."""
    return openpyxl.load_workbook(io.BytesIO(data))
