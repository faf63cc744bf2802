"""Municipalities that put files straight into S3: each by its tag into its own folder, as IAM evaluates it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from infra.cloudformation import ROOT
from infra.local.stack import PARAMETERS
from infra.resolved_template import ResolvedTemplate
from kleark.publishing.ids import municipality_code
from kleark.publishing.object_keys import from_page_key, report_prefix
from kleark.registers.municipalities import municipalities
from tests.support.iam import Request, UnknownPolicyError, is_allowed

STACK = ResolvedTemplate(parameters=PARAMETERS)
UPLOADS, REPORTS = STACK.name("UploadsBucket"), STACK.name("ReportsBucket")
KEY = "arn:aws:kms:eu-north-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"
OURS = ResolvedTemplate(
    stack="kleark-municipalities",
    parameters={"UploadsBucketName": UPLOADS, "ReportsBucketName": REPORTS, "KmsKeyArn": KEY},
    path=ROOT / "infra" / "stacks" / "municipalities.yaml",
)
POLICY = OURS.statements("MunicipalityPolicy")
BUCKETS = [
    statement
    for name in ("UploadsBucketPolicy", "ReportsBucketPolicy")
    for statement in STACK.resolve(STACK.template["Resources"][name]["Properties"]["PolicyDocument"])[
        "Statement"
    ]
]
CODES = [one.code for one in municipalities()]
ROLE = "arn:aws:iam::123456789012:role/odense-sheets"


def may(action: str, where: str, tag: str | None = "0101", **context: str) -> bool:
    tags = {} if tag is None else {"aws:PrincipalTag/municipality": tag}
    given_with = {"aws:SecureTransport": "true", "aws:PrincipalArn": ROLE, **tags, **context}
    request = Request(f"s3:{action}", f"arn:aws:s3:::{where}", given_with, ROLE)
    return is_allowed(request, POLICY, BUCKETS)


def test_a_municipality_puts_into_its_own_folder_and_reads_its_own_reports() -> None:
    assert may("PutObject", f"{UPLOADS}/0101/ark.xlsx")
    assert may("PutObject", f"{UPLOADS}/0101/kontrol/ark.xlsx")
    report = report_prefix("5" * 32, municipality_code("0101"))
    assert may("GetObject", f"{REPORTS}/{report}report.json")
    assert may("ListBucket", REPORTS, **{"s3:prefix": "0101/"})


@pytest.mark.parametrize("folder", ["01012", "010", "0461", "0101x", "", "indeks", "0101 ", "x/0101"])
def test_no_other_folder_is_its_own(folder: str) -> None:
    assert not may("PutObject", f"{UPLOADS}/{folder}/ark.xlsx")
    assert not may("GetObject", f"{REPORTS}/{folder}/1/report.json")
    assert not may("ListBucket", REPORTS, **{"s3:prefix": f"{folder}/"})


@given(tag=st.sampled_from(CODES), folder=st.sampled_from(CODES), name=st.text("ab/.01", max_size=6))
def test_of_any_two_municipalities_none_reaches_the_others(tag: str, folder: str, name: str) -> None:
    for action, bucket in (("PutObject", UPLOADS), ("GetObject", REPORTS)):
        assert may(action, f"{bucket}/{folder}/x{name}", tag) == (tag == folder)


def test_nothing_else_may_be_done_with_files() -> None:
    for action in ("GetObject", "GetObjectVersion", "DeleteObject", "DeleteObjectVersion", "PutObjectAcl"):
        assert not may(action, f"{UPLOADS}/0101/ark.xlsx")
    for action in ("PutObject", "GetObjectVersion", "DeleteObject"):
        assert not may(action, f"{REPORTS}/0101/1/report.json")
    for action in ("ListBucket", "ListBucketVersions"):
        assert not may(action, UPLOADS, **{"s3:prefix": "0101/"})
    assert not may("ListBucket", REPORTS)
    assert not may("ListBucket", REPORTS, **{"s3:prefix": ""})


def test_the_place_that_the_page_lends_is_closed_to_it_in_its_own_folder_too() -> None:
    """By the bucket's own policy: who uploaded a sheet there is known by its place."""
    assert not may("PutObject", f"{UPLOADS}/{from_page_key(municipality_code('0101'), '7' * 22, 'ark.xlsx')}")


def test_without_tls_nothing_is_allowed() -> None:
    assert not may("PutObject", f"{UPLOADS}/0101/ark.xlsx", **{"aws:SecureTransport": "false"})


@pytest.mark.parametrize("tag", [None, "0101/kontrol", "indeks", "010", "01012", ""])
def test_a_tag_that_is_no_code_allows_nothing(tag: str | None) -> None:
    for folder in ("0101", "0101/kontrol", "indeks", "010", "01012", ""):
        assert not may("PutObject", f"{UPLOADS}/{folder}/ark.xlsx", tag)


def test_a_tag_is_never_a_pattern() -> None:
    """IAM allows no such characters in a tag of a role; the evaluator refuses to judge one."""
    with pytest.raises(UnknownPolicyError):
        may("PutObject", f"{UPLOADS}/0461/ark.xlsx", "????")


def test_the_key_is_used_through_s3_alone() -> None:
    statements = OURS.statements("MunicipalityKeyPolicy")
    through = {"kms:ViaService": "s3.eu-north-1.amazonaws.com"}
    for action in ("kms:Decrypt", "kms:GenerateDataKey"):
        assert is_allowed(Request(action, KEY, through), statements)
        assert not is_allowed(Request(action, KEY), statements)
        other = {"kms:ViaService": "dynamodb.eu-north-1.amazonaws.com"}
        assert not is_allowed(Request(action, KEY, other), statements)
    assert not is_allowed(Request("kms:ScheduleKeyDeletion", KEY, through), statements)


def test_without_a_key_there_is_no_policy_for_one() -> None:
    without = ResolvedTemplate(parameters={**OURS.parameters, "KmsKeyArn": ""}, path=OURS.path)
    assert not without.exists("MunicipalityKeyPolicy")
    assert without.exists("MunicipalityPolicy")


def test_who_uses_kleark_upload_finds_the_stack_and_no_other() -> None:
    place = "arn:aws:cloudformation:eu-north-1:123456789012:stack"
    for stack, found in (("kleark", True), ("", False)):
        policy = ResolvedTemplate(
            stack=OURS.stack, parameters=OURS.parameters | {"StackName": stack}, path=OURS.path
        ).statements("MunicipalityPolicy")
        for name in ("kleark", "kleark-key", "other"):
            asked = Request("cloudformation:DescribeStacks", f"{place}/{name}/1-2", {}, ROLE)
            assert is_allowed(asked, policy) == (found and name == "kleark"), (stack, name)
