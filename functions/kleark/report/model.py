"""The report on one file. `Report.to_json` follows ``schemas/report.schema.json``, which is the contract."""

from __future__ import annotations

from functools import cache

from kleark.configuration.row import Row
from kleark.data_classes import NamedTuple, dataclass, field, replace
from kleark.redaction.cpr import cell_holds_cpr, mask_in
from kleark.rules.model import PERSONAL_DATA_GROUP

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Literal, TypeAlias

    from kleark.configuration.plan import Plan
    from kleark.i18n.language import Language
    from kleark.report.finding_identity import FindingIdentity
    from kleark.rules.model import Severity

SCHEMA_VERSION = "1.0"

Verdict: TypeAlias = "Literal['accepted', 'accepted_with_warnings', 'rejected']"
Subject: TypeAlias = (
    "Literal['configuration', 'inventory', 'case_templates', 'responsibilities', 'own_numbers']"
)
FindingKind: TypeAlias = "Literal['error', 'warning', 'repaired', 'info']"
"""What a finding asks of the admin: to fix it, to look at it, or nothing, since it was corrected or is a note."""

_UNREADABLE = ("KA1", "KA801", "KA802", "KA813", "KA894", "KA895")
"""Prefixes of the rules on files that could not be read, or not completely."""
_ON_TEMPLATES = ("KA84", "KA85")
"""Prefixes of the errors that are those of case templates, and not of the list that they are in."""
_LISTS = ("case_templates", "responsibilities")
"""What is a list of things of which something can be wrong while the list is whole."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark on a cell, a range, a row, or the whole sheet or file.

    Attributes:
        rule: The rule's id.
        severity: That of the rule.
        message_da: The message in Danish.
        message_en: The message in English.
        sheet: The name of the tab.
        cell: The address as in Excel, of the first cell where the remark is on a ``range``; None for a whole row,
            sheet or file.
        range: The addresses of the first and last cell, with a colon.
        row: The row's number in Excel.
        column: The header as the admin wrote it.
        found: The cell's value, shortened, with personal data masked.
        suggestion: The value to write instead.
        repaired: Whether Kleark corrected the value.
        identity: Of a warning, where it was just found: by which it is known in the next sheet. It holds whole values,
            and stays in the process that read them.
    """

    rule: str
    severity: Severity
    message_da: str
    message_en: str
    sheet: str | None = None
    cell: str | None = None
    range: str | None = None
    row: int | None = None
    column: str | None = None
    found: str | None = None
    suggestion: str | None = None
    repaired: bool = False
    identity: FindingIdentity | None = field(default=None, compare=False, repr=False)

    @property
    def kind(self) -> FindingKind:
        """The severity, but ``repaired`` for a corrected value; an error stays an error."""
        return "repaired" if self.repaired and self.severity != "error" else self.severity

    def message(self, lang: Language) -> str:
        """The message in one language."""
        return self.message_da if lang == "da" else self.message_en

    def to_json(self) -> dict[str, Any]:
        """As in ``schemas/report.schema.json``."""
        return {
            "rule": self.rule,
            "severity": self.severity,
            "sheet": self.sheet,
            "cell": self.cell,
            "range": self.range,
            "row": self.row,
            "column": self.column,
            "message": {"da": self.message_da, "en": self.message_en},
            "found": self.found,
            "suggestion": self.suggestion,
            "repaired": self.repaired,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Finding:
        """The opposite of `to_json`."""
        message = data["message"]
        fields = {name: data[name] for name in ("rule", "severity", "sheet", "cell", "range", "row")}
        fields |= {name: data[name] for name in ("column", "found", "suggestion", "repaired")}
        return cls(message_da=message["da"], message_en=message["en"], **fields)


class FileFacts(NamedTuple):
    """The file as received. ``sha256``: in lower-case hex; empty where the file was not read."""

    name: str
    bytes: int
    sha256: str


class SheetFacts(NamedTuple):
    """The sheet that was checked: its tab's name and the number of its header's row."""

    name: str
    header_row: int


class Counts(NamedTuple):
    """Totals for the whole file, also where not every finding is listed."""

    rows: int
    errors: int
    warnings: int
    infos: int
    repaired: int

    @property
    def findings(self) -> int:
        """How many findings there are, listed or not."""
        return self.errors + self.warnings + self.infos

    @property
    def verdict(self) -> Verdict:
        """Rejected where there is an error; accepted with or without warnings otherwise."""
        if self.errors:
            return "rejected"
        return "accepted_with_warnings" if self.warnings else "accepted"


class SourcedRow(NamedTuple):
    """A complete row, and where in the workbook it came from."""

    row: Row
    sheet: str
    row_number: int

    def to_json(self) -> dict[str, Any]:
        """As in ``schemas/report.schema.json``."""
        return self.row.to_json() | {"source": {"sheet": self.sheet, "row": self.row_number}}


@dataclass(frozen=True, slots=True)
class Report:
    """All findings of one upload, in the order of the sheet, and the rows it would publish.

    ``plan``: what those rows would change. None where they were not compared with the live ones, and where the
    sheet has errors, since it is not known then what it would publish. ``subject``: what was uploaded; an inventory
    of the indexes publishes no rows.
    """

    file: FileFacts
    sheet: SheetFacts | None
    counts: Counts
    findings: tuple[Finding, ...]
    rows: tuple[SourcedRow, ...]
    plan: Plan | None = None
    subject: Subject = "configuration"

    @property
    def verdict(self) -> Verdict:
        """See `Counts`."""
        return self.counts.verdict

    @property
    def is_whole_list(self) -> bool:
        """Whether a list was read whole: what is wrong with case templates is no fault of the list."""
        wrong = (one.rule for one in self.findings if one.severity == "error")
        return self.subject in _LISTS and all(rule.startswith(_ON_TEMPLATES) for rule in wrong)

    @property
    def is_usable(self) -> bool:
        """Whether the file could be read; a list, all of it."""
        return self.readable and (self.subject not in _LISTS or self.is_whole_list)

    @property
    def verdict_words(self) -> str:
        """By which words for the verdict are found: a list with wrong templates is not refused."""
        return self.subject if self.counts.errors and self.is_whole_list else self.verdict

    @property
    def readable(self) -> bool:
        """Whether the file could be read; otherwise a finding says why not."""
        return not any(f.severity == "error" and f.rule.startswith(_UNREADABLE) for f in self.findings)

    @property
    def totals(self) -> tuple[int, int, int, int]:
        """Errors, warnings, notes and corrected values, for people to read: what was corrected counts once, as such."""
        repaired = [finding.severity for finding in self.findings if finding.repaired]
        counts = self.counts
        return (
            counts.errors,
            counts.warnings - repaired.count("warning"),
            counts.infos - repaired.count("info"),
            counts.repaired,
        )

    def hidden(self) -> Report:
        """The report as it may be shown: what could be a CPR number is hidden in rows and plan, too.

        (Certain ones are in neither: they are errors, and stop their rows.)
        """
        if not any(finding.rule.startswith(PERSONAL_DATA_GROUP) for finding in self.findings):
            return self
        # Remembered for as long as this takes: rows repeat themselves.
        holds = cache(cell_holds_cpr)
        rows = tuple(
            one._replace(row=Row.from_json(mask_in(one.row.to_json())))
            if any(map(holds, _texts(one.row)))
            else one
            for one in self.rows
        )
        plan = self.plan and self.plan.from_json(mask_in(self.plan.to_json()))
        return replace(self, rows=rows, plan=plan)

    def to_json(self) -> dict[str, Any]:
        """The report as in ``schemas/report.schema.json``."""
        shown = self.hidden()
        return self.head() | {
            "findings": [finding.to_json() for finding in self.findings],
            "rows": [row.to_json() for row in shown.rows],
            "plan": shown.plan and shown.plan.to_json(),
        }

    def head(self) -> dict[str, Any]:
        """The report's JSON without findings, rows and plan."""
        return {
            "schemaVersion": SCHEMA_VERSION,
            # Left out for a configuration, so that readers of such reports need not know of others.
            **({} if self.subject == "configuration" else {"subject": self.subject}),
            "file": {"name": self.file.name, "bytes": self.file.bytes, "sha256": self.file.sha256},
            "sheet": self.sheet and {"name": self.sheet.name, "headerRow": self.sheet.header_row},
            "verdict": self.verdict,
            "counts": {
                "rows": self.counts.rows,
                "errors": self.counts.errors,
                "warnings": self.counts.warnings,
                "infos": self.counts.infos,
                "repaired": self.counts.repaired,
            },
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Report:
        """The opposite of `to_json`. Raises KeyError or ValueError when ``data`` is not a report."""
        sheet = data["sheet"]
        return cls(
            file=FileFacts(**data["file"]),
            sheet=sheet and SheetFacts(sheet["name"], sheet["headerRow"]),
            counts=Counts(**data["counts"]),
            findings=tuple(Finding.from_json(finding) for finding in data["findings"]),
            rows=tuple(
                SourcedRow(Row.from_json(row), row["source"]["sheet"], row["source"]["row"])
                for row in data["rows"]
            ),
            plan=(plan := data.get("plan")) and _plan_from_json(plan),
            subject=data.get("subject", "configuration"),
        )


def _plan_from_json(data: dict[str, Any]) -> Plan:
    from kleark.configuration.plan import Plan  # noqa: PLC0415 (few reports have one)

    return Plan.from_json(data)


def _texts(row: Row) -> Iterator[str]:
    """What stands in a row, its day left out."""
    yield from (row.kle_number, row.kle_title, row.source_system, row.contact_department, row.contact_phone)
    yield row.info_url
    yield from filter(None, row.digital_post)
    yield from row.self_service or ()
    yield from filter(None, row.contact_details or ())
