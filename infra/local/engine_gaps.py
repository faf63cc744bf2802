"""What the engine cannot carry out of template.yaml as it stands, even over TLS: each gap with its reason.

`sam deploy` itself reaches the end on the engine once these are closed, and nothing else is. A test tries each gap on
the engine, and fails for one that is no more (tests/engines/test_sam_deploy.py). What `infra.local.stack` changes
beyond them, it changes because that stack speaks plain HTTP and signs people in without names in DNS.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    Template = dict[str, Any]

SIGN_IN_PAGES = "AWS::Cognito::ManagedLoginBranding"


@dataclass(frozen=True, slots=True)
class EngineGap:
    """Something that the engine cannot do. ``close`` gives a template without it; ``reason`` says what would happen."""

    name: str
    reason: str
    close: Callable[[Template], Template]


def without_gaps(template: Template) -> Template:
    """``template`` with every gap of `ENGINE_GAPS` closed."""
    for gap in ENGINE_GAPS:
        template = gap.close(template)
    return template


def _without_sign_in_pages(template: Template) -> Template:
    kept = {name: one for name, one in template["Resources"].items() if one["Type"] != SIGN_IN_PAGES}
    return template | {"Resources": kept}


def _without_conditions_on_events(template: Template) -> Template:
    resources = {
        name: _with_plain_events(one) if one["Type"] == "AWS::IAM::Role" else one
        for name, one in template["Resources"].items()
    }
    return template | {"Resources": resources}


def _with_plain_events(role: dict[str, Any]) -> dict[str, Any]:
    policies = [
        policy
        | {
            "PolicyDocument": policy["PolicyDocument"]
            | {"Statement": [_plain_events(one) for one in policy["PolicyDocument"]["Statement"]]}
        }
        for policy in role["Properties"].get("Policies", [])
    ]
    return role | {"Properties": role["Properties"] | {"Policies": policies}} if policies else role


def _plain_events(statement: dict[str, Any]) -> dict[str, Any]:
    if "events:PutEvents" not in str(statement["Action"]):
        return statement
    return {name: value for name, value in statement.items() if name != "Condition"}


def _with_plain_ceilings(template: Template) -> Template:
    def number(value: Any) -> Any:
        return int(template["Parameters"][value["Ref"]]["Default"]) if isinstance(value, dict) else value

    def plain(event: dict[str, Any]) -> dict[str, Any]:
        properties = event["Properties"]
        if "ScalingConfig" not in properties:
            return event
        ceiling = {"MaximumConcurrency": number(properties["ScalingConfig"]["MaximumConcurrency"])}
        return event | {"Properties": properties | {"ScalingConfig": ceiling}}

    resources = {}
    for name, one in template["Resources"].items():
        resources[name] = one
        if events := one.get("Properties", {}).get("Events"):
            properties = one["Properties"] | {"Events": {key: plain(event) for key, event in events.items()}}
            resources[name] = one | {"Properties": properties}
    return template | {"Resources": resources}


ENGINE_GAPS = (
    EngineGap(
        "numbers of parameters",
        "it takes the ceiling of a queue's reader as text where a parameter gives it, and then reads no queue",
        _with_plain_ceilings,
    ),
    EngineGap(
        "the look of the sign-in pages",
        f"it knows no {SIGN_IN_PAGES}, and refuses the change set",
        _without_sign_in_pages,
    ),
    EngineGap(
        "conditions on events",
        "it gives events:source and events:detail-type no value, so that nothing could be announced; "
        "tests/infra/test_event_rights.py evaluates the condition",
        _without_conditions_on_events,
    ),
)
