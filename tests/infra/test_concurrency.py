"""A burst of uploads leaves the portal what it needs: the arithmetic of docs/operating.md, from the template itself."""

from __future__ import annotations

import math
from typing import Any

import pytest

from infra.cloudformation import ROOT, function_folders
from infra.local.stack import PARAMETERS
from infra.resolved_template import ResolvedTemplate

USUAL_QUOTA = 1000
"""Functions at once in an account that has been used for a while, by "Lambda quotas" of AWS's guide."""
NEW_QUOTA = 10
"""In a new one, at the least. A hundred must stay unreserved, so that nothing can be reserved there."""
UNRESERVED = 100

SECONDS_OF_AN_ANSWER = 0.1
"""Of the portal: five times what docs/cost.md counts with, cold starts included."""
SHARDS = 4
"""Of the table's stream, at most: it is written by few."""

RUNBOOK = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")

BURST = ("ValidateFunction", "PublishFunction", "NotifyFunction", "AnnounceFunction")
"""What runs because sheets come in."""


def concurrent(function: str, **parameters: str) -> int:
    """How many of a function run at once at most, those that requests start left out."""
    stack = ResolvedTemplate(parameters=PARAMETERS | parameters)
    properties = stack.template["Resources"][function]["Properties"]
    events: dict[str, Any] = properties.get("Events", {})
    if not events:
        return 1  # the sweep and the watch, which a schedule starts
    (event,) = events.values()
    if event["Type"] == "DynamoDB":
        return SHARDS * int(event["Properties"]["ParallelizationFactor"])
    return int(stack.resolve(event["Properties"]["ScalingConfig"]["MaximumConcurrency"]))


IN_THE_BACKGROUND = [
    name
    for name in function_folders(ResolvedTemplate().template)
    if name not in {"PortalApiFunction", "AdminPageFunction"}
]


def test_whoever_reads_a_queue_has_a_ceiling() -> None:
    for name in IN_THE_BACKGROUND:
        for event in ResolvedTemplate().template["Resources"][name]["Properties"].get("Events", {}).values():
            if event["Type"] == "SQS":
                assert concurrent(name) >= 2, name


def test_as_deployed_by_default_all_uploads_of_the_country_at_once_leave_the_portal_what_it_may_need() -> (
    None
):
    """Nothing is reserved, and nothing has to be: all else together takes little of the usual quota."""
    stack = ResolvedTemplate()
    rate = int(stack.resolve({"Ref": "PortalRequestsPerSecond"}))
    needed = math.ceil(rate * SECONDS_OF_AN_ANSWER)
    every = {name: concurrent(name) for name in IN_THE_BACKGROUND}
    # Four editions of the register come a year, and links are asked where somebody wants it: no sheet brings either.
    seldom = {"LinksFunction": 2, "RegisterFunction": 2}
    assert seldom.items() <= every.items()
    of_sheets = sum(every.values()) - sum(seldom.values())
    pages = math.ceil(int(stack.resolve({"Ref": "AdminRequestsPerSecond"})) * 1.0)
    assert (needed, of_sheets, pages) == (50, 30, 20)
    # Whatever others in the account reserve for themselves, a day of sheets goes through.
    assert of_sheets + pages + needed <= UNRESERVED
    # All that can ever run at once is four more: of the usual quota it is a tenth.
    assert sum(every.values()) + pages + needed == 104 < USUAL_QUOTA
    assert f"| **in the background, together** | **{sum(every.values())}** |" in RUNBOOK


def test_in_a_new_account_the_smallest_ceilings_leave_the_portal_some() -> None:
    """With one shard, as a new table has it; deletions and sweeps are no part of a burst."""
    smallest = {"ValidateConcurrency": "2", "PublishConcurrency": "2"}
    burst = sum(concurrent(name, **smallest) for name in BURST) - (SHARDS - 1)
    assert NEW_QUOTA - burst == 3


@pytest.mark.parametrize(
    ("function", "parameter"),
    [
        ("PortalApiFunction", "PortalReservedConcurrency"),
        ("AdminPageFunction", "AdminReservedConcurrency"),
    ],
)
def test_what_answers_people_can_be_kept_a_share_and_by_default_is_not(function: str, parameter: str) -> None:
    """A new account lets nothing be reserved, and a deployment that asks for it fails."""
    properties = ResolvedTemplate().template["Resources"][function]["Properties"]
    default = ResolvedTemplate(parameters=PARAMETERS).resolve(properties)
    assert "ReservedConcurrentExecutions" not in default
    reserved = ResolvedTemplate(parameters=PARAMETERS | {parameter: "50"}).resolve(properties)
    assert reserved["ReservedConcurrentExecutions"] == "50"


def test_nothing_else_is_reserved_since_that_takes_from_everybody() -> None:
    for name in IN_THE_BACKGROUND:
        properties = ResolvedTemplate().template["Resources"][name]["Properties"]
        assert "ReservedConcurrentExecutions" not in properties, name
