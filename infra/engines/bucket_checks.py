"""S3: versions, refusals, and what a browser is signed for."""

from __future__ import annotations

import time
import urllib.error
import urllib.request
import uuid
from typing import TYPE_CHECKING, Any

from infra.engines.difference import ACCEPTED, LIMITS, At, differs, outcome

if TYPE_CHECKING:
    from collections.abc import Mapping

PRESIGNED = "Download and upload objects with presigned URLs"


def bucket(at: At) -> tuple[Any, str]:
    """A client and a bucket with versions, as the template's are."""
    s3, name = at.client("s3", signature_version="s3v4"), at.name("bucket")
    s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": "eu-north-1"})
    s3.put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return s3, name


@differs(
    "an object under a delete marker",
    "s3:GetObject",
    documented="404, NoSuchKey.",
    page="Working with delete markers",
    expected="NoSuchKey",
    misled="one that takes a deleted sheet for one that is there",
    guard="all codes for what is gone are taken for it: "
    "[test_an_object_deleted_before_it_is_read](../tests/integration/intake/test_sheet.py)",
)
def under_marker(at: At) -> str:
    s3, name = bucket(at)
    s3.put_object(Bucket=name, Key="a.xlsx", Body=b"1")
    s3.delete_object(Bucket=name, Key="a.xlsx")
    return outcome(lambda: s3.get_object(Bucket=name, Key="a.xlsx"))


@differs(
    "a delete marker, by its version",
    "s3:GetObject",
    documented="405, MethodNotAllowed.",
    page="Working with delete markers",
    expected="MethodNotAllowed",
    misled="the same",
    guard="the same",
)
def marker_itself(at: At) -> str:
    s3, name = bucket(at)
    s3.put_object(Bucket=name, Key="a.xlsx", Body=b"1")
    marker = s3.delete_object(Bucket=name, Key="a.xlsx").get("VersionId", "null")
    return outcome(lambda: s3.get_object(Bucket=name, Key="a.xlsx", VersionId=marker))


@differs(
    "a version that was deleted for good",
    "s3:GetObject",
    documented="404, NoSuchVersion.",
    page="GetObject (API Reference)",
    expected="NoSuchVersion",
    misled="the same",
    guard="the same",
)
def version_gone(at: At) -> str:
    s3, name = bucket(at)
    version = s3.put_object(Bucket=name, Key="a.xlsx", Body=b"1")["VersionId"]
    s3.put_object(Bucket=name, Key="a.xlsx", Body=b"2")
    s3.delete_object(Bucket=name, Key="a.xlsx", VersionId=version)
    return outcome(lambda: s3.get_object(Bucket=name, Key="a.xlsx", VersionId=version))


@differs(
    "the moment at which a version came, in a list",
    "s3:ListObjectVersions",
    documented="Times are whole seconds; versions of one second are told apart by their order, the newest first.",
    page="ListObjectVersions (API Reference)",
    expected="whole seconds",
    misled="one that takes the version with the smallest time for the first",
    guard="[test_of_two_versions_of_one_second_the_first_is_the_order](../tests/integration/adapters/test_presigned.py)",
)
def listed_moment(at: At) -> str:
    s3, name = bucket(at)
    for number in range(5):
        s3.put_object(Bucket=name, Key=f"{number}.xlsx", Body=b"1")
        time.sleep(0.13)
    listed = s3.list_object_versions(Bucket=name)["Versions"]
    return "fractions" if any(one["LastModified"].microsecond for one in listed) else "whole seconds"


@differs(
    "the order of an object's versions in a list",
    "s3:ListObjectVersions",
    documented="The most recently stored comes first.",
    page="Listing object versions",
    expected="newest first",
    misled="one that takes the first or the last by its place",
    guard="the same test, and the local stack's",
)
def listed_order(at: At) -> str:
    s3, name = bucket(at)
    made = [s3.put_object(Bucket=name, Key="a.xlsx", Body=bytes([one]))["VersionId"] for one in b"123"]
    listed = [one["VersionId"] for one in s3.list_object_versions(Bucket=name, Prefix="a.xlsx")["Versions"]]
    if listed == made[::-1]:
        return "newest first"
    return "oldest first" if listed == made else "in no order"


@differs(
    "versions, two at a time",
    "s3:ListObjectVersions",
    documented="A list that ends early says where to go on, by key and version.",
    page="ListObjectVersions (API Reference)",
    expected="all, once each",
    misled="a deletion that leaves versions behind",
    guard="[test_the_first_of_more_versions_than_a_page_lists](../tests/integration/adapters/test_presigned.py); all lists of "
    "versions go on in the same way",
)
def listed_pages(at: At) -> str:
    s3, name = bucket(at)
    made = {s3.put_object(Bucket=name, Key="a.xlsx", Body=bytes([one]))["VersionId"] for one in b"12345"}
    asked: dict[str, Any] = {"Bucket": name, "MaxKeys": 2}
    found: list[str] = []
    for _ in range(9):
        answer = s3.list_object_versions(**asked)
        found += [one["VersionId"] for one in answer.get("Versions", [])]
        if not answer.get("IsTruncated"):
            break
        if "NextKeyMarker" not in answer or "NextVersionIdMarker" not in answer:
            return "it does not say where to go on"
        asked |= {"KeyMarker": answer["NextKeyMarker"], "VersionIdMarker": answer["NextVersionIdMarker"]}
    return "all, once each" if sorted(found) == sorted(made) else f"{len(found)} for {len(made)} versions"


@differs(
    "the first bytes of an empty object",
    "s3:GetObject",
    documented="416, InvalidRange: no byte of it is in the range.",
    page="GetObject (API Reference)",
    expected="InvalidRange",
    misled="one that reads the beginning of a report that is empty",
    guard="only a report's JSON is read so, up to where its record says that the findings end, which is never at its beginning",
)
def empty_range(at: At) -> str:
    s3, name = bucket(at)
    s3.put_object(Bucket=name, Key="a", Body=b"")
    return outcome(lambda: s3.get_object(Bucket=name, Key="a", Range="bytes=0-9"))


@differs(
    "a key of 1,025 bytes",
    "s3:PutObject",
    documented="A key has at most 1,024 bytes, of æøå half as many.",
    page="Naming Amazon S3 objects",
    expected="KeyTooLongError",
    misled="one that puts a name that somebody chose into a key",
    guard=LIMITS,
)
def key_length(at: At) -> str:
    s3, name = bucket(at)
    return outcome(lambda: s3.put_object(Bucket=name, Key="x" + "æ" * 512, Body=b"1"))


@differs(
    "metadata of more than 2 kB",
    "s3:PutObject",
    documented="What an object has of one's own metadata takes at most 2 kB, names included.",
    page="Working with object metadata",
    expected="MetadataTooLarge",
    misled="a report with facts beside it",
    guard=LIMITS,
)
def metadata_size(at: At) -> str:
    s3, name = bucket(at)
    return outcome(lambda: s3.put_object(Bucket=name, Key="a", Body=b"1", Metadata={"facts": "x" * 2048}))


def _posted(form: Mapping[str, Any], content: bytes, **other: str) -> str:
    edge = uuid.UUID(int=19).hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in {**form["fields"], **other}.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="a.xlsx"\r\n\r\n'
    data = b"".join(parts) + head.encode() + content + f"\r\n--{edge}--\r\n".encode()
    request = urllib.request.Request(form["url"], data=data, method="POST")  # noqa: S310 (the engine's)
    request.add_header("Content-Type", f"multipart/form-data; boundary={edge}")
    return _status(request)


def _status(request: urllib.request.Request | str) -> str:
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 (the same)
            return str(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            return str(error.code)


def _form(at: At, lives: int = 60) -> Any:
    s3, name = bucket(at)
    return s3.generate_presigned_post(
        name,
        "own/a.xlsx",
        Fields={"success_action_status": "204"},
        Conditions=[{"success_action_status": "204"}, ["content-length-range", 0, 10]],
        ExpiresIn=lives,
    )


@differs(
    "a file larger than the signed form allows",
    "s3:PutObject",
    documented="400, EntityTooLarge.",
    page="POST Policy",
    expected="400",
    misled="one that counts on a limit in the form",
    guard="the validator looks at the size itself, before it reads: "
    "[test_an_object_over_the_limit_is_refused_without_being_read](../tests/integration/intake/test_sheet.py); the form "
    "is tried on an engine that obeys: [test_a_signed_form_takes_no_larger_file](../tests/engines/test_sign_in_engine.py)",
)
def form_size(at: At) -> str:
    return _posted(_form(at), b"x" * 11)


@differs(
    "another key than the signed form names",
    "s3:PutObject",
    documented="403, AccessDenied.",
    page="POST Policy",
    expected="403",
    misled="one that puts a sheet into another municipality's folder",
    guard="[test_a_signed_form_takes_no_other_place_kind_or_address](../tests/engines/test_sign_in_engine.py) on an engine that "
    "obeys",
)
def form_key(at: At) -> str:
    return _posted(_form(at), b"x", key="other/a.xlsx")


@differs(
    "a signed form that has expired",
    "s3:PutObject",
    documented="403, AccessDenied.",
    page="POST Policy",
    expected="403",
    misled="one that lets a form live",
    guard="the ticket beside it has its own time: "
    "[test_a_ticket_that_has_expired_is_none](../tests/integration/adapters/dynamodb/test_upload_tickets.py)",
)
def form_expired(at: At) -> str:
    return _posted(_form(at, lives=-60), b"x")


@differs(
    "a signed link that has expired",
    "s3:GetObject",
    documented="403, AccessDenied.",
    page=PRESIGNED,
    expected="403",
    misled="one that hands out a link for longer than it says",
    guard="the time of a link is asserted as it is signed: "
    "[test_a_link_lives_a_minute_and_a_form_an_hour](../tests/integration/adapters/test_presigned.py)",
)
def link_expired(at: At) -> str:
    s3, name = bucket(at)
    s3.put_object(Bucket=name, Key="a", Body=b"1")
    link = s3.generate_presigned_url("get_object", Params={"Bucket": name, "Key": "a"}, ExpiresIn=1)
    time.sleep(2.2)
    return _status(link)


@differs(
    "a signed link with another key",
    "s3:GetObject",
    documented="403, SignatureDoesNotMatch.",
    page=PRESIGNED,
    expected="403",
    misled="one that lets a reader change a link",
    guard="what is signed holds the key: "
    "[test_a_link_lives_a_minute_and_a_form_an_hour](../tests/integration/adapters/test_presigned.py)",
)
def link_changed(at: At) -> str:
    s3, name = bucket(at)
    for key in ("a", "b"):
        s3.put_object(Bucket=name, Key=key, Body=b"1")
    link = s3.generate_presigned_url("get_object", Params={"Bucket": name, "Key": "a"}, ExpiresIn=60)
    return _status(link.replace(f"{name}/a?", f"{name}/b?"))


@differs(
    "a rule that ends what is new after 0 days",
    "s3:PutObject",
    documented="Days of a lifecycle rule are at least 1; the configuration is refused.",
    page="Lifecycle configuration elements",
    expected="InvalidArgument",
    misled="a deployment with a period of 0",
    guard="parameters have a least value: "
    "[test_buckets_are_versioned_encrypted_private_and_kept](../tests/infra/test_template.py)",
)
def lifecycle_days(at: At) -> str:
    s3, name = bucket(at)
    rule = {"ID": "r", "Status": "Enabled", "Filter": {"Prefix": ""}, "Expiration": {"Days": 0}}
    return outcome(
        lambda: s3.put_bucket_lifecycle_configuration(Bucket=name, LifecycleConfiguration={"Rules": [rule]})
    )


@differs(
    "a tag on a version that is not there",
    "s3:GetObjectTagging",
    documented="404, NoSuchKey.",
    page="GetObjectTagging (API Reference)",
    expected="NoSuchKey",
    misled="one that asks for the scan's result of a sheet that was deleted meanwhile",
    guard="the sheet is read first, and its tag only then: "
    "[test_a_file_with_a_threat_or_that_cannot_be_scanned_is_refused_unread]"
    "(../tests/integration/intake/test_malware_scan.py)",
)
def tags_of_nothing(at: At) -> str:
    s3, name = bucket(at)
    return outcome(lambda: s3.get_object_tagging(Bucket=name, Key="none"))


@differs(
    "a version deleted twice",
    "s3:DeleteObject",
    documented="204 each time.",
    page="DeleteObject (API Reference)",
    expected=ACCEPTED,
    misled="none: an engine that refuses it fails our tests first",
    guard="nothing to guard",
)
def deleted_twice(at: At) -> str:
    s3, name = bucket(at)
    version = s3.put_object(Bucket=name, Key="a", Body=b"1")["VersionId"]
    s3.delete_object(Bucket=name, Key="a", VersionId=version)
    return outcome(lambda: s3.delete_object(Bucket=name, Key="a", VersionId=version))


@differs(
    "what is asked of an object that is missing",
    "s3:HeadObject",
    documented="404 without a code of its own, since there is no body.",
    page="HeadObject (API Reference)",
    expected="404",
    misled="one that waits for NoSuchKey",
    guard="both are taken for it: [test_an_object_deleted_before_it_is_read](../tests/integration/intake/test_sheet.py)",
)
def head_missing(at: At) -> str:
    s3, name = bucket(at)
    return outcome(lambda: s3.head_object(Bucket=name, Key="none"))


@differs(
    "a list of keys with capitals, digits and æøå",
    "s3:ListObjectsV2",
    documented="Keys come in the order of their UTF-8 bytes.",
    page="ListObjectsV2 (API Reference)",
    expected="1.json B.json a.json z.json æ.json",
    misled="one that takes the first or the newest by its place",
    guard="what is listed is compared as a set, and keys of ours are ASCII but for a file's own name",
)
def listed_keys(at: At) -> str:
    s3, name = bucket(at)
    for key in ("z", "æ", "B", "a", "1"):
        s3.put_object(Bucket=name, Key=f"{key}.json", Body=b"1")
    return " ".join(one["Key"] for one in s3.list_objects_v2(Bucket=name)["Contents"])


@differs(
    "keys, two at a time",
    "s3:ListObjectsV2",
    documented="A list that ends early gives a token to go on with.",
    page="ListObjectsV2 (API Reference)",
    expected="all, once each",
    misled="one that takes the first page for all",
    guard="whoever lists goes on by the token that S3 gives",
)
def listed_by_token(at: At) -> str:
    s3, name = bucket(at)
    for number in range(5):
        s3.put_object(Bucket=name, Key=f"{number}.json", Body=b"1")
    asked: dict[str, Any] = {"Bucket": name, "MaxKeys": 2}
    found: list[str] = []
    for _ in range(9):
        answer = s3.list_objects_v2(**asked)
        found += [one["Key"] for one in answer.get("Contents", [])]
        if not answer.get("IsTruncated"):
            break
        asked["ContinuationToken"] = answer["NextContinuationToken"]
    return "all, once each" if found == [f"{number}.json" for number in range(5)] else f"{len(found)} of 5"
