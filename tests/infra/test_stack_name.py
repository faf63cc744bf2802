"""A stack's name that would make an illegal name in AWS is refused before anything is there."""

from __future__ import annotations

import json
import re

import boto3
import pytest

from infra.cloudformation import load_template
from infra.resolved_template import NAMED_BY, ResolvedTemplate
from infra.stack_name import ANY_ACCOUNT, RULES, illegal_names, longest, main, refusal

SESSION = boto3.Session()
REGIONS = sorted(
    {
        region
        for partition in SESSION.get_available_partitions()
        for region in SESSION.get_available_regions("cognito-idp", partition)
    }
)
"""Where there are user pools, as boto3 knows it."""


def test_the_regions_are_many_and_of_all_lengths() -> None:
    assert len(REGIONS) >= 30
    assert {len(region) for region in REGIONS} >= {9, 10, 12, 13, 14}


@pytest.mark.parametrize("region", REGIONS)
def test_the_longest_name_is_what_the_bucket_leaves(region: str) -> None:
    """Counted here by hand: 63 characters, less ``-uploads-``, the account's 12 digits, a hyphen and the region."""
    most = 63 - len("-uploads-") - 12 - 1 - len(region)
    assert longest(region) == most
    assert refusal("k" * most, region) is None
    assert f"may have {most}" in str(refusal("k" * (most + 1), region))


def test_every_name_in_the_template_has_a_rule_and_those_of_the_shortest_limits_are_asked() -> None:
    for logical_id, resource in load_template()["Resources"].items():
        text = json.dumps(
            {k: v for k, v in resource["Properties"].items() if re.fullmatch(r"\w*(Name|Domain)", k)}
        )
        if "${AWS::StackName}" in text or '"AWS::StackName"' in text:
            assert resource["Type"] in RULES, logical_id
            assert NAMED_BY[resource["Type"]] in resource["Properties"], logical_id
    assert illegal_names("k" * 128, "eu-north-1").keys() >= {
        "UploadsBucket",
        "PublishDeadLetterQueue",
        "PortalApiFunction",
        "EventArchive",
        "NoticesConfigurationSet",
        "UserPoolDomain",
        "PublicationSchedules",
        "SweepSchedule",
    }


@pytest.mark.parametrize(
    ("stack", "says"),
    [
        ("Kleark", "small letters"),
        ("kleark-Test", "small letters"),
        ("", "is no name of a stack"),
        ("1kleark", "is no name of a stack"),
        ("kleark_test", "is no name of a stack"),
        ("kleark\n", "is no name of a stack"),
        ("default", "event bus"),
        ("my-aws-stack", "SignInDomainPrefix"),
        ("sthree-kleark", "AWS refuses"),
        ("xn--kleark", "AWS refuses"),
    ],
)
def test_a_name_that_cannot_be_is_refused_with_what_to_do(stack: str, says: str) -> None:
    assert says in str(refusal(stack, "eu-north-1"))


@pytest.mark.parametrize("region", ["", "norden", "eu-north", "EU-NORTH-1"])
def test_what_is_no_region_is_said(region: str) -> None:
    assert "is no region" in str(refusal("kleark", region))


def test_with_a_sign_in_address_of_its_own_the_name_need_not_make_one() -> None:
    given = {"SignInDomainPrefix": "kleark-odense"}
    assert refusal("my-aws-stack", "eu-north-1", given) is None
    assert (
        main(["my-aws-stack", "--region", "eu-north-1", "--parameters", 'A="b c" SignInDomainPrefix=x']) == 0
    )
    assert "UserPoolDomain" in str(refusal("kleark", "eu-north-1", {"SignInDomainPrefix": "Amazon"}))


def test_names_are_those_that_the_template_gives() -> None:
    names = ResolvedTemplate("kleark", ANY_ACCOUNT, "eu-north-1")
    assert names.name("UploadsBucket") == "kleark-uploads-111111111111-eu-north-1"
    assert names.name("UserPoolDomain") == "kleark-111111111111"
    assert names.name("PublishQueue") == "kleark-publish.fifo"
