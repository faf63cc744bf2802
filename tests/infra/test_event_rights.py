"""What the template's roles may and may not do with events: conditions that no local engine evaluates."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest

from infra.cloudformation import load_template
from infra.local.stack import PARAMETERS
from infra.resolved_template import ResolvedTemplate
from kleark.adapters.eventbridge import DETAIL_TYPE, NOTICE_DETAIL_TYPE, SOURCE, EventBus
from tests.support.iam import Request, is_allowed

# With a key of one's own, so that the policies are there that come with it.
KEY = {"KmsKeyArn": "arn:aws:kms:eu-north-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"}
STACK = ResolvedTemplate(parameters=PARAMETERS | KEY)
BUS = STACK.arn("EventBus")
RESOURCES = load_template()["Resources"]
OWNERS = [
    name for name, one in RESOURCES.items() if one["Type"] in {"AWS::IAM::Role", "AWS::IAM::ManagedPolicy"}
]
ANNOUNCER = STACK.statements("AnnounceRole")


def put(entries: list[tuple[str | None, str | None]], bus: str = BUS) -> Request:
    """PutEvents with these sources and detail types, as EventBridge tells IAM of them."""
    named = {
        "events:source": [source for source, _ in entries if source is not None],
        "events:detail-type": [detail_type for _, detail_type in entries if detail_type is not None],
    }
    context: dict[str, Any] = {key: values for key, values in named.items() if values}
    context |= {"events:eventBusInvocation": "false", "aws:SecureTransport": "true"}
    return Request("events:PutEvents", bus, context)


def test_the_announcer_may_put_what_its_adapter_puts() -> None:
    """The real adapter, whose calls are seen."""
    asked: list[Request] = []

    def put_events(Entries: list[dict[str, Any]]) -> dict[str, int]:  # noqa: N803  (as boto3 names it)
        asked.append(put([(one["Source"], one["DetailType"]) for one in Entries]))
        return {"FailedEntryCount": 0}

    bus = EventBus(cast("Any", SimpleNamespace(put_events=put_events)), "kleark")
    at = "2026-11-29T12:00:00Z"
    bus.put(cast("Any", SimpleNamespace(published_at=at, to_json=dict)))
    bus.put_notice(cast("Any", SimpleNamespace(happened_at=at, to_json=dict)))
    types = [request.values("events:detail-type") for request in asked]
    assert types == [[DETAIL_TYPE], [NOTICE_DETAIL_TYPE]]
    assert all(is_allowed(request, ANNOUNCER) for request in asked)


def test_several_events_at_once_are_allowed_too() -> None:
    assert is_allowed(put([(SOURCE, DETAIL_TYPE), (SOURCE, NOTICE_DETAIL_TYPE)]), ANNOUNCER)


@pytest.mark.parametrize(
    "entries",
    [
        [],
        [(None, DETAIL_TYPE)],
        [(SOURCE, None)],
        [("aws.s3", DETAIL_TYPE)],
        [("Kleark", DETAIL_TYPE)],
        [(SOURCE, "Prøve")],
        [(SOURCE, DETAIL_TYPE.lower())],
        [(SOURCE, DETAIL_TYPE), (SOURCE, "Prøve")],
        [(SOURCE, DETAIL_TYPE), ("other", DETAIL_TYPE)],
    ],
)
def test_the_announcer_puts_nothing_else(entries: list[tuple[str | None, str | None]]) -> None:
    assert not is_allowed(put(entries), ANNOUNCER)


def test_the_announcer_reaches_its_own_bus_alone_and_only_puts() -> None:
    good = [(SOURCE, DETAIL_TYPE)]
    for bus in (BUS.replace("/kleark", "/default"), BUS + "-2", BUS.replace("123456789012", "210987654321")):
        assert not is_allowed(put(cast("Any", good), bus), ANNOUNCER)
    for action in ("DeleteEventBus", "PutPermission", "PutRule", "CreateArchive", "StartReplay"):
        assert not is_allowed(Request(f"events:{action}", BUS, put(cast("Any", good)).context), ANNOUNCER)


@pytest.mark.parametrize("owner", sorted(set(OWNERS) - {"AnnounceRole"}))
def test_nobody_else_puts_events(owner: str) -> None:
    for detail_type in (DETAIL_TYPE, NOTICE_DETAIL_TYPE):
        assert not is_allowed(put([(SOURCE, detail_type)]), STACK.statements(owner))


@pytest.mark.parametrize("owner", OWNERS)
def test_every_policy_says_only_what_the_evaluator_and_iams_documentation_are_sure_of(owner: str) -> None:
    """It raises for a plain operator on a key with several values, which is what the announcer's policy once had."""
    assert not is_allowed(Request("nothing:AtAll", BUS), STACK.statements(owner))
