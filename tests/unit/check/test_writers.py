"""What programs write that no standard asks for."""

from __future__ import annotations

import io
import zipfile

import pytest

from kleark.check import check
from kleark.sheet.columns import (
    DIGITAL_POST,
    INFO_URL,
    KLE_NUMBER,
    KLE_TITLE,
    SHOW_FROM,
    SOURCE_SYSTEM,
    Column,
)
from kleark.sheet.reader import UnreadableFile, read_workbook
from kleark.sheet.table import column_of
from tests.support.sheet_builder import TODAY, Sheet, rows, written


def with_default(data: bytes, extension: str, kind: str) -> bytes:
    """The workbook with one more declaration of what the parts with an extension are."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "[Content_Types].xml":
                declared = f'<Default Extension="{extension}" ContentType="{kind}"/><Default'.encode()
                content = content.replace(b"<Default", declared, 1)
            new.writestr(name, content)
    return stream.getvalue()


def test_a_declared_kind_that_no_part_has_is_nothing() -> None:
    """SheetJS declares that .bin parts are binary workbooks in every .xlsx file that it writes."""
    data = with_default(
        written(Sheet(rows(3))), "bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    )
    assert check(data, "ark.xlsx", today=TODAY).verdict == "accepted"


def test_a_declared_kind_that_a_part_has_counts() -> None:
    kind = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
    with pytest.raises(UnreadableFile) as refusal:
        read_workbook(with_default(written(Sheet(rows(1))), "XML", kind))
    assert refusal.value.rule == "KA104"


@pytest.mark.parametrize(
    ("header", "column"),
    [
        ("KLE\u2011nr.", KLE_NUMBER),
        ("Emnenummer", KLE_NUMBER),
        ("KLE-emnenavn", KLE_TITLE),
        ("Fagsystemets navn", SOURCE_SYSTEM),
        ("Vis fra dato", SHOW_FROM),
        ("Fradato for visning [dd-mm-åååå]", SHOW_FROM),
        ("Link til hjemmeside", INFO_URL),
        ("Kontaktpunkt (Digital Post)", DIGITAL_POST),
        ("Digital postkasse", DIGITAL_POST),
    ],
)
def test_a_header_is_known_by_its_other_names(header: str, column: Column) -> None:
    assert column_of(header) is column


@pytest.mark.parametrize(
    "header",
    ["Træffetid", "Afdelingsleder", "Bemærkning til fradato", "Gammelt fagsystem", "Postnr.", "Link"],
)
def test_an_admins_own_column_is_none_of_ours(header: str) -> None:
    assert column_of(header) is None
