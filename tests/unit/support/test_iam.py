"""The evaluator of IAM policies against what IAM's and EventBridge's documentation say of their own examples."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.iam import Request, Statement, UnknownPolicyError, is_allowed

RULE = "arn:aws:events:eu-north-1:123456789012:rule/one"
TABLE = "arn:aws:dynamodb:eu-north-1:123456789012:table/one"


def allow(condition: dict[str, Any], action: str = "events:PutRule", resource: str = "*") -> Statement:
    return {"Effect": "Allow", "Action": action, "Resource": resource, "Condition": condition}


def on_rule(**context: list[str]) -> Request:
    keys = {"source": "events:source", "detail_type": "events:detail-type"}
    return Request("events:PutRule", RULE, {keys[name]: values for name, values in context.items()})


S3_OR_EC2 = allow(
    {
        "ForAllValues:StringEquals": {"events:source": ["aws.ec2", "aws.s3"]},
        "Null": {"events:source": "false"},
    }
)
"""EventBridge's user guide, "Defining a list of allowed sources in an event pattern with multiple sources"."""


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (on_rule(source=["aws.ec2"]), True),
        (on_rule(source=["aws.ec2", "aws.s3"]), True),
        (on_rule(source=["aws.ec2", "aws.autoscaling"]), False),
        (on_rule(detail_type=["EC2 Instance State-change Notification"]), False),
    ],
)
def test_the_table_of_eventbridges_guide_comes_out(request_: Request, expected: bool) -> None:
    assert is_allowed(request_, [S3_OR_EC2]) is expected


def test_for_all_values_lets_in_what_names_none_unless_null_forbids_that() -> None:
    """The trap that IAM's guide warns of."""
    nothing_named = on_rule(detail_type=["x"])
    bare = allow({"ForAllValues:StringEquals": {"events:source": ["aws.ec2"]}})
    assert is_allowed(nothing_named, [bare])
    assert is_allowed(on_rule(source=[]), [bare])
    assert not is_allowed(on_rule(source=[]), [S3_OR_EC2])


def test_for_any_value_takes_one_and_not_none() -> None:
    some = allow({"ForAnyValue:StringLike": {"events:source": ["aws.*"]}})
    assert is_allowed(on_rule(source=["own", "aws.ec2"]), [some])
    assert not is_allowed(on_rule(source=["own"]), [some])
    assert not is_allowed(on_rule(), [some])


@pytest.mark.parametrize(
    ("operator", "pattern", "value", "expected"),
    [
        ("StringEquals", "M#*", "M#*", True),
        ("StringEquals", "M#*", "M#0461", False),
        ("StringEquals", "${*}", "*", True),
        ("StringLike", "M#*", "M#0461", True),
        ("StringLike", "m#*", "M#0461", False),
        ("StringLike", "M#????", "M#04611", False),
        ("StringLike", "M#${*}", "M#0461", False),
        ("StringNotEquals", "a", "b", True),
        ("StringNotLike", "a*", "ab", False),
        ("StringEqualsIfExists", "a", "b", False),
        ("Bool", "false", "False", True),
        ("ArnEquals", "arn:aws:s3:::one", "arn:aws:s3:::one", True),
        ("ArnLike", "arn:aws:s3:::one*", "arn:aws:s3:::one-two", True),
        ("ArnEquals", "arn:aws:s3:::one*", "arn:aws:sqs:::one", False),
        ("ArnNotEquals", "arn:aws:s3:::one", "arn:aws:s3:::one", False),
    ],
)
def test_an_operator_compares_as_iam_does(operator: str, pattern: str, value: str, expected: bool) -> None:
    asked = Request("a:B", "*", {"AWS:Key": value})
    assert is_allowed(asked, [allow({operator: {"aws:key": pattern}}, "a:B")]) is expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", False),
        ("StringEqualsIfExists", True),
        ("StringNotEquals", True),
        ("ArnEquals", False),
        ("ArnNotLike", True),
        ("Bool", False),
    ],
)
def test_a_key_that_the_request_has_not_fails_unless_the_operator_says_otherwise(
    operator: str, expected: bool
) -> None:
    value = "arn:aws:s3:::one" if operator.startswith("Arn") else "true"
    assert is_allowed(Request("a:B", "*"), [allow({operator: {"aws:key": value}}, "a:B", "*")]) is expected


def test_conditions_must_all_hold_and_of_a_keys_values_one() -> None:
    both = allow({"StringEquals": {"aws:a": ["1", "2"], "aws:b": "3"}, "Bool": {"aws:c": "true"}}, "a:B")
    assert is_allowed(Request("a:B", "*", {"aws:a": "2", "aws:b": "3", "aws:c": "true"}), [both])
    assert not is_allowed(Request("a:B", "*", {"aws:a": "2", "aws:b": "3", "aws:c": "false"}), [both])
    assert not is_allowed(Request("a:B", "*", {"aws:a": "2", "aws:b": "4", "aws:c": "true"}), [both])


def test_a_municipality_by_tag_is_that_one_and_no_longer_number() -> None:
    own = allow({}, "s3:PutObject", "arn:aws:s3:::uploads/${aws:PrincipalTag/municipality}/*")
    tag = {"aws:PrincipalTag/municipality": "0101"}
    assert is_allowed(Request("s3:PutObject", "arn:aws:s3:::uploads/0101/ark.xlsx", tag), [own])
    assert not is_allowed(Request("s3:PutObject", "arn:aws:s3:::uploads/01012/ark.xlsx", tag), [own])
    assert not is_allowed(Request("s3:PutObject", "arn:aws:s3:::uploads/0461/ark.xlsx", tag), [own])
    assert not is_allowed(Request("s3:PutObject", "arn:aws:s3:::uploads//ark.xlsx"), [own])
    with pytest.raises(UnknownPolicyError):
        is_allowed(Request("s3:PutObject", "arn:aws:s3:::uploads/0461/x", dict.fromkeys(tag, "*")), [own])


def test_resources_are_compared_part_by_part() -> None:
    one = allow({}, "dynamodb:*Item", TABLE)
    assert is_allowed(Request("dynamodb:getitem", TABLE), [one])
    assert not is_allowed(Request("dynamodb:Query", TABLE), [one])
    assert not is_allowed(Request("dynamodb:GetItem", TABLE + "/stream/1"), [one])
    assert not is_allowed(Request("dynamodb:GetItem", TABLE.replace("eu-north-1", "eu-west-1")), [one])


def test_a_resources_policy_holds_for_whom_it_names() -> None:
    sent_by_s3 = {
        "Effect": "Allow",
        "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage",
    }
    policy = [sent_by_s3 | {"Resource": "*"}]
    assert is_allowed(Request("sqs:SendMessage", "*", principal="s3.amazonaws.com"), [], policy)
    assert not is_allowed(Request("sqs:SendMessage", "*", principal="events.amazonaws.com"), [], policy)


@pytest.mark.parametrize(
    "statement",
    [
        allow({"NumericLessThan": {"aws:a": "1"}}),
        allow({"StringEquals": {"events:source": "kleark"}}),
        allow({"ForAllValues:StringEquals": {"aws:PrincipalArn": "x"}}),
        allow({"ForSomeValues:StringEquals": {"events:source": "x"}}),
        allow({"StringEqualsIfExistsOften": {"aws:a": "x"}}),
        allow({"Null": {"aws:a": "maybe"}}),
        allow({}, resource="arn:aws:s3:*:1:x"),
        allow({}, resource="x"),
        {"Effect": "Allow", "NotAction": "a:B", "Resource": "*"},
        {"Effect": "Allow", "Action": "events:PutRule", "Resource": {"Ref": "Table"}},
        {"Effect": "Perhaps", "Action": "events:*", "Resource": "*"},
    ],
)
def test_what_is_not_understood_is_not_passed(statement: Statement) -> None:
    """Even where another statement would allow it."""
    anything = allow({}, "*", "*")
    with pytest.raises(UnknownPolicyError):
        is_allowed(on_rule(source=["kleark"]), [anything, statement])


STATEMENTS = st.builds(
    lambda effect, action, source: {
        "Effect": effect,
        "Action": action,
        "Resource": "*",
        "Condition": {"ForAnyValue:StringEquals": {"events:source": source}},
    },
    st.sampled_from(["Allow", "Deny"]),
    st.sampled_from(["events:PutRule", "events:*", "s3:*"]),
    st.sampled_from(["a", "b"]),
)


@given(st.lists(STATEMENTS, max_size=5), st.lists(st.sampled_from("abc"), max_size=3))
def test_what_is_denied_once_is_not_allowed_whatever_else_and_nothing_is_by_itself(
    statements: list[Statement], sources: list[str]
) -> None:
    asked = on_rule(source=sources)
    answer = is_allowed(asked, statements)
    assert answer == is_allowed(asked, list(reversed(statements)))
    assert not is_allowed(asked, [])
    assert not is_allowed(asked, [*statements, {"Effect": "Deny", "Action": "*", "Resource": "*"}])
    if answer:
        (one,) = {s["Effect"] for s in statements if is_allowed(asked, [s])}
        assert one == "Allow"
