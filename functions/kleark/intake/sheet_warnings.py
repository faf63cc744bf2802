"""The warnings of a sheet that was just checked, with their fingerprints, while its values are at hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.answers import SheetWarning
from kleark.publishing.fingerprints import fingerprint
from kleark.report.checked_file import location
from kleark.report.finding_identity import is_masked
from kleark.rules.kle import NUMBER
from kleark.rules.model import declared_rules
from kleark.sheet.columns import CONFIGURATION, KLE_NUMBER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from kleark.publishing.ids import MunicipalityCode
    from kleark.report.finding_identity import FindingIdentity
    from kleark.report.model import Finding, Report


_HEADERS = {column.key: column.header for column in CONFIGURATION.columns}


def warnings_of(
    report: Report, every: Sequence[Finding], code: MunicipalityCode, secret: Callable[[], bytes]
) -> tuple[SheetWarning, ...]:
    """What a person has to answer, in the order of the sheet; what was corrected for them is no question.

    Args:
        report: The report, which may list only some of the findings.
        every: All findings.
        code: Whose sheet it is.
        secret: Gives the key of fingerprints; not asked where there is no warning.
    """
    listed = {id(finding): at for at, finding in enumerate(report.findings)}
    return tuple(
        SheetWarning(
            rule=finding.rule,
            version=identity.version,
            fingerprint=fingerprint(secret(), code, _whole(identity, report)),
            holds_back=declared_rules()[finding.rule].holds_back,
            finding=listed.get(id(finding)),
            location=location(finding) or "",
            sheet=finding.sheet or "",
            column=_HEADERS.get(identity.column, ""),
            topic=_topic(identity),
        )
        for finding, identity in _to_answer(every)
    )


def _to_answer(every: Sequence[Finding]) -> Iterator[tuple[Finding, FindingIdentity]]:
    rules = declared_rules()
    for finding in every:
        if finding.identity is not None and (finding.kind == "warning" or rules[finding.rule].holds_back):
            yield finding, finding.identity


def _whole(identity: FindingIdentity, report: Report) -> tuple[object, ...]:
    """What the fingerprint is of. Where part of the value is hidden already, it is of this very file alone."""
    return (*identity, report.file.sha256) if is_masked(identity) else tuple(identity)


def _topic(identity: FindingIdentity) -> str:
    """The KLE number of the row; not where it is itself what the warning is about, or is none."""
    kind, *key = identity.subject
    number = key[0] if kind == "row" else ""
    return number if NUMBER.fullmatch(number) and identity.column != KLE_NUMBER.key else ""
