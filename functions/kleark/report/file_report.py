"""The report on a file that could not be read, and the facts about any file."""

from __future__ import annotations

import sys

from kleark.report.findings import TableLayout, count_findings, sanitise, to_finding
from kleark.report.model import FileFacts, Report
from kleark.rules.model import Params, Placed, Remark
from kleark.sheet.address import parse_cell

TYPE_CHECKING = False
if TYPE_CHECKING:
    from kleark.report.model import Subject


def refuse(facts: FileFacts, rule_id: str, params: Params, subject: Subject = "configuration") -> Report:
    """The report on a file that was not read, with one finding that says why."""
    finding = to_finding(*refusal(rule_id, params))
    return Report(facts, None, count_findings([finding], 0), (finding,), (), subject=subject)


def refusal(rule_id: str, params: Params) -> tuple[Placed, TableLayout]:
    """Why a file was not read, at its sheet and cell if it has them."""
    sheet, cell = params.get("sheet"), parse_cell(str(params.get("cell", "")))
    row, column = cell or (None, None)
    from kleark.rules.registry import get  # noqa: PLC0415 (all rules, where a sheet breaks few)

    placed = Placed(Remark(get(rule_id), params), row, None if column is None else str(column - 1))
    return placed, TableLayout(None if sheet is None else str(sheet))


def refuse_for_size(size: int, file_name: str, subject: Subject = "configuration") -> Report:
    """The report on a file that was not read because it is too large. It has no fingerprint."""
    megabytes = -(-size // 1_000_000)
    return refuse(FileFacts(sanitise(file_name), size, ""), "KA102", {"megabytes": megabytes}, subject)


def file_facts(data: bytes, file_name: str) -> FileFacts:
    """Name, size and fingerprint (SHA-256) of a file as received."""
    return FileFacts(sanitise(file_name), len(data), _sha256(data))


def _sha256(data: bytes) -> str:
    """SHA-256 as hexadecimal digits. ``hashlib`` loads OpenSSL, which takes longer than to hash a small file."""
    if len(data) <= _SMALL:
        try:
            digest: str = _built_in_sha256(data)
        except ImportError:
            pass  # some systems leave it out
        else:
            return digest
    import hashlib  # noqa: PLC0415

    return hashlib.sha256(data).hexdigest()


def _built_in_sha256(data: bytes) -> str:
    if sys.version_info >= (3, 12):
        from _sha2 import sha256  # noqa: PLC0415
    else:
        from _sha256 import sha256  # type: ignore[import-not-found]  # noqa: PLC0415
    digest: str = sha256(data).hexdigest()
    return digest


_SMALL = 500_000
