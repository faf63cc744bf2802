"""What docs/events.md says to consumers: every event is there, and its examples are events.

The worked consumer that it tells of is run by tests/integration/publishing/test_announce_consumer.py.
"""

from __future__ import annotations

import json
import re

import pytest
import yaml
from jsonschema import Draft202012Validator

from infra.cloudformation import ROOT, load_template

PAGE = (ROOT / "docs" / "events.md").read_text(encoding="utf-8")
SCHEMAS = ROOT / "schemas" / "events"


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((SCHEMAS / f"{name}.schema.json").read_bytes()))


EXAMPLES = {
    example["detail-type"]: example
    for example in map(json.loads, re.findall(r"^```json\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL))
}


def test_the_page_has_every_event_that_may_be_put_on_the_bus() -> None:
    """By the right to put events; and each has a schema, to which the page leads."""
    policy = json.dumps(load_template()["Resources"]["AnnounceRole"]["Properties"]["Policies"])
    (allowed,) = re.findall(r'"events:detail-type": (\["ConfigPublished".*?\])', policy)
    assert set(json.loads(allowed)) == set(EXAMPLES) == {"ConfigPublished", "NoticeRaised"}
    for file in SCHEMAS.glob("*.schema.json"):
        of_the_bus = "EventBridge event" in json.loads(file.read_bytes())["description"]
        assert (f"(../schemas/events/{file.name})" in PAGE) == of_the_bus, file.name


@pytest.mark.parametrize(
    ("detail_type", "schema"), [("ConfigPublished", "config-published"), ("NoticeRaised", "notice-raised")]
)
def test_its_examples_are_such_events(detail_type: str, schema: str) -> None:
    validator(schema).validate(EXAMPLES[detail_type]["detail"])


def test_the_webhooks_rule_hears_what_the_page_says() -> None:
    """Tags of CloudFormation's own do not matter here."""
    text = (ROOT / "infra" / "examples" / "webhook.yaml").read_text(encoding="utf-8")
    plain = yaml.safe_load(re.sub(r"!(Ref|GetAtt|Sub) ", "", text))["Resources"]
    pattern = plain["Rule"]["Properties"]["EventPattern"]
    assert pattern == {"source": ["kleark"], "detail-type": ["ConfigPublished"]}
    (target,) = plain["Rule"]["Properties"]["Targets"]
    assert target["DeadLetterConfig"]["Arn"] == "UndeliveredQueue.Arn"
    (statement,) = plain["Role"]["Properties"]["Policies"][0]["PolicyDocument"]["Statement"]
    assert (statement["Action"], statement["Resource"]) == ("events:InvokeApiDestination", "Destination.Arn")
