"""moto's short ways lead where its own lead."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, HeadersDict
from botocore.exceptions import ClientError
from moto import mock_aws
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.core.request import Request, normalize_request
from moto.dynamodb.models import DynamoDBBackend, dynamodb_backends

from kleark.adapters.dynamodb import keys
from kleark.testing.moto_backend import make_table
from tests.support import quick_moto
from tests.support.aws_limits import lift

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

REGION = "eu-west-1"
KINDS: dict[str, Any] = {
    "S": {"S": "æøå \u202e"},
    "N": {"N": "-12.50"},
    "B": {"B": b"\x00\xff bytes"},
    "BOOL": {"BOOL": False},
    "NULL": {"NULL": True},
    "SS": {"SS": ["a", "b"]},
    "NS": {"NS": ["1", "2"]},
    "BS": {"BS": [b"1", b"\xfe"]},
    "L": {"L": [{"S": ""}, {"M": {"S": {"N": "1"}}}, {"L": []}]},
    "M": {"M": {"a": {"B": b""}, "M": {"M": {}}, "B": {"BOOL": True}}},
}


def key(name: str) -> dict[str, Any]:
    return {"PK": {"S": "one"}, "SK": {"S": name}}


def update(name: str, expression: str, condition: str = "", **values: Any) -> dict[str, Any]:
    names = {f"#{one}": one for one in ("count", "text", "list", "SK") if f"#{one}" in expression + condition}
    made: dict[str, Any] = {
        "TableName": "t",
        "Key": key(name),
        "UpdateExpression": expression,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": {f":{name}": value for name, value in values.items()},
    }
    return made | ({"ConditionExpression": condition} if condition else {})


def put(name: str, **values: Any) -> dict[str, Any]:
    return {"Put": {"TableName": "t", "Item": key(name) | values}}


UPDATES = [
    update("new", "SET #count = :n", n={"N": "1"}),
    update("old", "SET #count = #count + :n, #text = if_not_exists(#text, :s)", n={"N": "2"}, s={"S": "x"}),
    update("old", "SET #list = list_append(#list, :l) REMOVE #text", l={"L": [{"S": "c"}]}),
    update("old", "ADD #count :n", n={"N": "3"}),
    update("old", "REMOVE #list[0], #list[1]"),
    update("old", "SET #count = :n SET #text = :n", n={"N": "1"}),
    update("old", "SET #SK = :s", s={"S": "other"}),
    update("old", "SET #count = :n, #count = :n", n={"N": "1"}),
    update("old", "SET #count = #text + :n", n={"N": "1"}),
    update("new", "SET #count = #text", n={"N": "1"}),
    update("old", "SET #count = :n", "attribute_not_exists(PK)", n={"N": "1"}),
    update("old", "SET #count = :n", "#count = :m", n={"N": "9"}, m={"N": "5"}),
]

TRANSACTIONS: list[list[dict[str, Any]]] = [
    [put("a"), put("b"), {"Update": UPDATES[1]}, {"Delete": {"TableName": "t", "Key": key("gone")}}],
    [
        put("a"),
        {"Update": UPDATES[1]},
        {"Delete": {"TableName": "t", "Key": key("gone")}},
        {"Update": UPDATES[10]},
    ],
    [{"Update": UPDATES[1]}, {"Update": UPDATES[1]}],
    [
        {"Update": UPDATES[1]},
        {
            "ConditionCheck": {
                "TableName": "t",
                "Key": key("gone"),
                "ConditionExpression": "attribute_not_exists(PK)",
            }
        },
    ],
    [{"Update": UPDATES[0]}, {"Put": {"TableName": "nowhere", "Item": key("x")}}],
]


def question(condition: str, index: str = "", **named: Any) -> dict[str, Any]:
    values = {":p": {"S": "one"}, ":a": {"S": "k1"}, ":b": {"S": "k5"}}
    asked = {
        "TableName": "t",
        "KeyConditionExpression": condition,
        "ExpressionAttributeValues": {name: value for name, value in values.items() if name in condition},
    }
    return asked | ({"IndexName": index} if index else {}) | named


QUESTIONS = [
    question("PK = :p"),
    question("PK = :p", ScanIndexForward=False, Limit=3),
    question("PK = :p AND SK BETWEEN :a AND :b"),
    question("PK = :p AND begins_with(SK, :a)"),
    question("PK = :p AND SK > :b", ConsistentRead=True),
    question("PK = :p", Limit=2, ExclusiveStartKey=key("k3")),
    question(f"{keys.INDEX_HASH} = :p", keys.BY_TIME),
    question(f"{keys.INDEX_HASH} = :p", keys.BY_TIME, ScanIndexForward=False, Limit=2),
    question(f"{keys.INDEX_HASH} = :p AND {keys.INDEX_RANGE} < :b", keys.BY_TIME),
    question(f"{keys.INDEX_HASH} = :p", keys.BY_TIME, ConsistentRead=True),
    question("PK = :p", "NoIndex"),
    question("PK = :p", FilterExpression="attribute_exists(BOOL)"),
]
"""What holds for an index is in another order than what holds for the table."""


@pytest.fixture(autouse=True)
def _whatever_aws_would_say(monkeypatch: pytest.MonkeyPatch) -> None:
    lift(monkeypatch)


def outcome(act: Callable[[], Any]) -> Any:
    try:
        answer = act()
    except ClientError as error:
        answer = error.response
    return {name: value for name, value in answer.items() if name != "ResponseMetadata"}


def all_of_it() -> list[Any]:
    """What a client is answered by an own moto."""
    with mock_aws():
        client: Any = boto3.client(
            "dynamodb", region_name=REGION, aws_access_key_id="t", aws_secret_access_key="t"
        )
        make_table(client, "t")
        told: list[Any] = []
        for act in [*UPDATES, *TRANSACTIONS]:
            client.put_item(TableName="t", Item=key("kinds") | KINDS)
            client.put_item(TableName="t", Item=key("gone"))
            client.delete_item(TableName="t", Key=key("new"))
            client.put_item(
                TableName="t",
                Item=key("old")
                | {"count": {"N": "5"}, "text": {"S": "5"}, "list": {"L": [{"S": "a"}, {"S": "b"}]}},
            )
            if isinstance(act, list):
                told.append(outcome(lambda act=act: client.transact_write_items(TransactItems=act)))  # type: ignore[misc]
            else:
                told.append(outcome(lambda act=act: client.update_item(**act, ReturnValues="ALL_NEW")))  # type: ignore[misc]
            told.append(client.scan(TableName="t")["Items"])
        for at in range(7):
            turned = {keys.INDEX_HASH: {"S": "one"}, keys.INDEX_RANGE: {"S": f"k{9 - at // 2}"}}
            client.put_item(TableName="t", Item=key(f"k{at}") | (turned if at else {}))
            client.put_item(TableName="t", Item={"PK": {"S": f"other{at}"}, "SK": {"S": "k4"}} | turned)
        told += [outcome(lambda asked=asked: client.query(**asked)) for asked in QUESTIONS]  # type: ignore[misc]
        told.append(client.get_item(TableName="t", Key=key("kinds"))["Item"])
        told.append(client.describe_table(TableName="t")["Table"]["KeySchema"])
        table = dynamodb_backends[DEFAULT_ACCOUNT_ID][REGION].tables["t"]
        copied = deepcopy(table)
        client.put_item(TableName="t", Item=key("later"))
        told.append([len(one) for one in (*copied.items.values(), *table.items.values())])
        return told


@pytest.fixture
def moto_s_own() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        quick_moto.by_its_own_ways(patch)
        assert DynamoDBBackend.transact_write_items.__module__.startswith("moto.")
        yield


def test_the_same_is_answered_and_kept(request: pytest.FixtureRequest) -> None:
    quick = all_of_it()
    request.getfixturevalue("moto_s_own")
    assert quick == all_of_it()
    refused = [one for one in quick if "Error" in one]
    assert len(refused) >= 8, refused


HOST = "https://dynamodb.eu-west-1.amazonaws.com/"
HEADERS: list[dict[str, Any]] = [
    {},
    {"Content-Type": "application/x-amz-json-1.0", "Content-Length": "4", "User-Agent": "Boto3 md/æ"},
    {"X-Amz-Target": b"DynamoDB_20120810.Query", "Transfer-Encoding": "chunked", "Host": "another"},
    {"x-amz-meta-my_key": "kept as it is spelt"},
]


@pytest.mark.parametrize("body", [b"", b"{}\xff", "text", None], ids=repr)
@pytest.mark.parametrize("headers", HEADERS, ids=lambda headers: ",".join(headers) or "none")
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_is_put_together_alike(
    method: str, headers: dict[str, Any], body: bytes | str | None
) -> None:
    def seen(request: Request) -> dict[str, Any]:
        plain = {
            name: value for name, value in request.environ.items() if isinstance(value, str | tuple | dict)
        }
        return {
            "environ": plain,
            "headers": sorted(request.headers),
            "body": request.get_data(),
            "form": request.form,
            "urls": (request.raw_url, request.raw_path, request.url),
        }

    for _ in range(2):  # the second knows the address
        sent_headers: Any = HeadersDict(headers)
        sent = AWSPreparedRequest(method, HOST, sent_headers, body, stream_output=False)
        assert seen(quick_moto._normalized(sent)) == seen(normalize_request(sent))
