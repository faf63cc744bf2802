"""People who were written down are made again in another pool: who may do what, and nothing that was the pool's own."""

from __future__ import annotations

import json
import shlex
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from infra import people
from infra.cloudformation import load_template

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PEOPLE = {
    "anne@odense.example": {
        "name": "Anne Andersen",
        "custom:municipality": "0461",
        "custom:role": "approver",
    },
    "bo@odense.example": {
        "name": "Bo O'Brien, $(id) æøå",
        "custom:municipality": "0461",
        "custom:role": "editor",
    },
    "dorte@odense.example": {"name": "Dorte Dal", "custom:municipality": "0461", "custom:role": "reader"},
}


@pytest.fixture
def cognito(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    with mock_aws():
        yield boto3.client("cognito-idp")


def made(cognito: Any) -> str:
    """A pool as the template has it."""
    wanted = load_template()["Resources"]["UserPool"]["Properties"]
    pool = cognito.create_user_pool(
        PoolName="people", Schema=wanted["Schema"], UsernameAttributes=wanted["UsernameAttributes"]
    )
    return str(pool["UserPool"]["Id"])


def listed(cognito: Any, pool: str) -> dict[str, Any]:
    users: dict[str, Any] = json.loads(json.dumps(cognito.list_users(UserPoolId=pool), default=str))
    return users


def carried_out(cognito: Any, command: str) -> None:
    """As the AWS CLI would: an option that begins with a bracket is JSON."""
    words = shlex.split(command)
    assert words[:3] == ["aws", "cognito-idp", "admin-create-user"]
    options = dict(zip(words[3::2], words[4::2], strict=True))
    cognito.admin_create_user(
        UserPoolId=options["--user-pool-id"],
        Username=options["--username"],
        DesiredDeliveryMediums=[options["--desired-delivery-mediums"]],
        UserAttributes=json.loads(options["--user-attributes"]),
    )


def may(user: dict[str, Any]) -> dict[str, str]:
    return {one["Name"]: one["Value"] for one in user["Attributes"] if one["Name"] != "sub"}


def test_who_may_do_what_is_the_same_in_the_new_pool(
    cognito: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = made(cognito), made(cognito)
    for email, said in PEOPLE.items():
        attributes = {"email": email, "email_verified": "true", **said}
        cognito.admin_create_user(
            UserPoolId=old,
            Username=email,
            UserAttributes=[{"Name": name, "Value": value} for name, value in attributes.items()],
        )
    cognito.admin_disable_user(UserPoolId=old, Username="dorte@odense.example")
    before = listed(cognito, old)
    file = tmp_path / "people.json"
    file.write_text(json.dumps(before), encoding="utf-8")
    assert people.main([str(file), "--user-pool-id", new]) == 0
    *invited, remark = capsys.readouterr().out.splitlines()
    assert remark == "# disabled, and not invited again: dorte@odense.example"
    for command in invited:
        carried_out(cognito, command)
    after = listed(cognito, new)["Users"]
    enabled = [user for user in before["Users"] if user["Enabled"]]
    assert [may(user) for user in after] == [may(user) for user in enabled]
    assert {one["Value"] for user in after for one in user["Attributes"] if one["Name"] == "sub"}.isdisjoint(
        one["Value"] for user in before["Users"] for one in user["Attributes"]
    )


def test_whom_an_identity_provider_vouches_for_the_pool_makes_itself() -> None:
    person = {
        "Username": "Odense_anne",
        "Enabled": True,
        "UserStatus": "EXTERNAL_PROVIDER",
        "Attributes": [{"Name": "email", "Value": "anne@odense.example\nrm -r x"}],
    }
    (remark,) = people.commands({"Users": [person]}, "eu-north-1_x")
    assert remark == "# made at their next sign-in, by the identity provider: anne@odense.example rm -r x"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[]", "it has no Users"),
        ('{"Users": 1}', "it has no Users"),
        (
            '{"Users": [{"Username": "x"}]}',
            "somebody in it has no Attributes, Username, Enabled or UserStatus",
        ),
        ('{"Users": ["x"]}', "somebody in it has no Attributes, Username, Enabled or UserStatus"),
        ("<html>", "it is not JSON"),
    ],
)
def test_what_is_no_list_is_refused_with_the_reason(
    content: str, why: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "people.json"
    file.write_text(content, encoding="utf-8")
    assert people.main([str(file), "--user-pool-id", "eu-north-1_x"]) == 2
    out, err = capsys.readouterr()
    assert (out, why in err, "list-users" in err) == ("", True, True)


def test_a_missing_file_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert people.main([str(tmp_path / "gone.json"), "--user-pool-id", "x"]) == 2
    assert "gone.json cannot be read" in capsys.readouterr().err
