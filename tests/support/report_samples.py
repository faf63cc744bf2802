"""Reports of every kind."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from kleark.check import check
from kleark.sheet.workbook import CellError
from tests.support.sheet_builder import CONTACT_POINT, Sheet, judge, judge_row, row, rows, sheet_of

if TYPE_CHECKING:
    from kleark.report.model import Report

NASTY = "\x1b[31mrød\x1b]0;titel\x07\u202eomvendt\u2066\r\nny linje\x9b2J\ud800\x00\u200b"


def a_zip(**parts: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


@cache
def unreadable() -> dict[str, Report]:
    files = {
        "tom.xlsx": b"",
        "stor.xlsx": b"PK\x03\x04" + b"0" * (5 * 2**20 + 1),
        "tekst.xlsx": b"KLE-nr.;KLE-navn\n15.20.24;Fleksjob\n",
        "gammel.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1024,
        "dokument.pdf": b"%PDF-1.7\n",
        "arkiv.zip": a_zip(hej="x"),
        "afkortet.xlsx": b"PK\x03\x04" + b"\0" * 60,
    }
    return {name: check(data, name) for name, data in files.items()}


@cache
def reports() -> dict[str, Report]:
    broken = row(kleNumber=NASTY, contactPhone=CellError("#REF!"), infoUrl=None, showFrom=12)
    crowd = [row(contactPhone=f"x{at}", infoUrl=f"www{at}") for at in range(1200)]
    return {
        "clean": judge_row(kleNumber="17.02.08"),
        "warnings": judge(sheet_of(row(contactPhone=66131372, infoUrl="http://odense.dk"), row())),
        "both posts": judge(sheet_of(row(digitalPostUrl=CONTACT_POINT), *rows(3))),
        "no self-service": judge_row(selfServiceName=None, selfServiceUrl=None),
        "active": judge_row(showActiveRegardless="Ja"),
        "dragged": judge(
            sheet_of(*(one | {"showFrom": date(2020, 1, 1 + at)} for at, one in enumerate(rows(5))))
        ),
        "errors": judge(sheet_of(broken)),
        "header": judge(
            Sheet([row()], {"kleNumber": "KLE-nr.", "kleTitle": "KLE-navn", "sourceSystem": "Fagsystem"})
        ),
        "no table": judge(Sheet([], {"a": "b"})),
        "nasty names": judge(
            Sheet([broken], name="Ark\x1b[31m", extra={"L1": NASTY}), file_name=f"{NASTY}.xlsm"
        ),
        "crowd": judge(sheet_of(*crowd)),
        **unreadable(),
    }
