"""The warnings that show only when a sheet is held against what is live, at the moment of its publication."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kleark.publishing.answers import SheetWarning
from kleark.publishing.fingerprints import fingerprint

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from kleark.configuration.plan import LiveRows, Plan
    from kleark.configuration.row import Row
    from kleark.publishing.ids import MunicipalityCode

CONFIRMED_OTHERWISE = "KA701"
"""That many rows would vanish is confirmed by a word of its own, see `proposal.Proposal.needs_confirmation`."""


def plan_warnings(
    plan: Plan,
    rows: Sequence[Row],
    code: MunicipalityCode,
    secret: Callable[[], bytes],
    standing: LiveRows | None = None,
) -> tuple[SheetWarning, ...]:
    """What a person has to answer of a plan.

    Args:
        plan: The plan.
        rows: Those of the sheet.
        code: Whose they are.
        secret: Gives the key of fingerprints.
        standing: What is known of what is live; its rows need be no more than those that the plan leaves alone.
    """
    if plan.changes_nothing or not (plan.rows_before or (standing and standing.others)):
        return ()
    # Judging is imported by those who have something to judge: most publications of the day change little.
    from kleark.configuration.plan import LiveRows  # noqa: PLC0415
    from kleark.report.finding_identity import row_identity  # noqa: PLC0415
    from kleark.report.findings import TableLayout, to_finding  # noqa: PLC0415
    from kleark.rules.live_comparison import compare_with_live  # noqa: PLC0415
    from kleark.sheet.columns import CONFIGURATION  # noqa: PLC0415

    headers = {column.key: column.header for column in CONFIGURATION.columns}
    keys = {number: row.key for number, row in enumerate(rows, 1)}
    layout = TableLayout(
        positions={key: at for at, key in enumerate(headers)}, names=dict(enumerate(headers.values()))
    )
    warnings = []
    for placed in compare_with_live(plan, standing or LiveRows(()), list(enumerate(rows, 1))):
        rule = placed.remark.rule
        if rule.severity != "warning" or rule.id == CONFIRMED_OTHERWISE:
            continue
        key = keys.get(placed.row or 0)
        finding = to_finding(placed, layout)
        warnings.append(
            SheetWarning(
                rule=rule.id,
                version=rule.version,
                fingerprint=fingerprint(secret(), code, row_identity(placed, key, plan.against_revision)),
                holds_back=rule.holds_back,
                column=headers.get(placed.column or "", ""),
                topic=key[0] if key else "",
                message_da=finding.message_da,
                message_en=finding.message_en,
            )
        )
    return tuple(warnings)
