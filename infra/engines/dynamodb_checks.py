"""DynamoDB: limits, refusals and answers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

from infra.engines.difference import ACCEPTED, ALL_SERVICES, LIMITS, REFUSED, At, differs, outcome

if TYPE_CHECKING:
    from collections.abc import Callable

CONSTRAINTS = "Constraints in Amazon DynamoDB"
KB = 1024


def text(value: str) -> dict[str, str]:
    return {"S": value}


def keyed(sort: str = "1", partition: str = "p", **more: Any) -> dict[str, Any]:
    return {"PK": text(partition), "SK": text(sort), **more}


def big(kilobytes: int) -> dict[str, bytes]:
    return {"B": b"x" * (kilobytes * KB)}


def table(at: At, *, stream: bool = False) -> tuple[Any, str]:
    """A client and a table like that of template.yaml, with its index by time."""
    dynamodb, name = at.client("dynamodb"), at.name("table")
    names = ("PK", "SK", "under", "received_at")
    asked: dict[str, Any] = {
        "TableName": name,
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": one, "AttributeType": "S"} for one in names],
        "KeySchema": [
            {"AttributeName": "PK", "KeyType": "HASH"},
            {"AttributeName": "SK", "KeyType": "RANGE"},
        ],
        "GlobalSecondaryIndexes": [
            {
                "IndexName": "by_time",
                "KeySchema": [
                    {"AttributeName": "under", "KeyType": "HASH"},
                    {"AttributeName": "received_at", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "ALL"},
            }
        ],
    }
    if stream:
        asked["StreamSpecification"] = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    dynamodb.create_table(**asked)
    for _ in range(200):
        if dynamodb.describe_table(TableName=name)["Table"]["TableStatus"] == "ACTIVE":
            break
        time.sleep(0.05)
    return dynamodb, name


def putting(at: At, item: dict[str, Any]) -> str:
    dynamodb, name = table(at)
    return outcome(lambda: dynamodb.put_item(TableName=name, Item=item))


def transacting(at: At, actions: Callable[[str], list[Any]], **more: Any) -> str:
    dynamodb, name = table(at)
    return outcome(lambda: dynamodb.transact_write_items(TransactItems=actions(name), **more))


def put_action(name: str, item: dict[str, Any]) -> dict[str, Any]:
    return {"Put": {"TableName": name, "Item": item}}


@differs(
    "an item of more than 400 kB, put",
    "dynamodb:PutItem",
    documented="An item holds 400 kB, its attributes' names included; a larger one is refused.",
    page=CONSTRAINTS,
    expected=REFUSED,
    misled="any that stores rows, a register, an answer or an archive's record in one item",
    guard=f"{LIMITS}; [test_a_page_that_does_not_shrink_fits_an_item](../tests/unit/configuration/test_row_pages.py)",
)
def item_put(at: At) -> str:
    return putting(at, keyed(rows=big(400)))


@differs(
    "an item that an update makes larger than 400 kB",
    "dynamodb:UpdateItem",
    documented="The same holds of what an update leaves.",
    page=CONSTRAINTS,
    expected=REFUSED,
    misled="an update that adds to an attribute for as long as it is called",
    guard="no update of ours makes a value longer: [test_no_update_lets_an_item_grow](../tests/unit/support/test_aws_limits.py)",
)
def item_grown(at: At) -> str:
    dynamodb, name = table(at)
    dynamodb.put_item(TableName=name, Item=keyed(first=big(250)))
    return outcome(
        lambda: dynamodb.update_item(
            TableName=name,
            Key=keyed(),
            UpdateExpression="SET #s = :s",
            ExpressionAttributeNames={"#s": "second"},
            ExpressionAttributeValues={":s": big(250)},
        )
    )


@differs(
    "names that make an item larger than 400 kB",
    "dynamodb:PutItem",
    documented="Attributes' names count, in the UTF-8 that they take.",
    page="DynamoDB item sizes and formats",
    expected=REFUSED,
    misled="one with a great many attributes",
    guard=LIMITS,
)
def item_of_names(at: At) -> str:
    return putting(at, keyed() | {f"{number:06}{'æ' * 500}": text("x") for number in range(410)})


@differs(
    "a transaction of 101 actions",
    "dynamodb:TransactWriteItems",
    documented="A transaction has at most 100 actions.",
    page="TransactWriteItems (API Reference)",
    expected=REFUSED,
    misled="a change that settles many uploads at once",
    guard=LIMITS,
)
def actions_too_many(at: At) -> str:
    return transacting(at, lambda name: [put_action(name, keyed(str(number))) for number in range(101)])


@differs(
    "a transaction of 100 actions",
    "dynamodb:TransactWriteItems",
    documented="100 are taken (25 until 2022).",
    page="TransactWriteItems (API Reference)",
    expected=ACCEPTED,
    misled="none: an engine that refuses it fails our tests first",
    guard="nothing to guard",
)
def actions_at_most(at: At) -> str:
    return transacting(at, lambda name: [put_action(name, keyed(str(number))) for number in range(100)])


@differs(
    "a transaction that names an item twice",
    "dynamodb:TransactWriteItems",
    documented="No two actions of a transaction are on the same item; such a one is refused as a whole.",
    page="TransactWriteItems (API Reference)",
    expected=REFUSED,
    misled="a change that puts an entry and checks the same key",
    guard=LIMITS,
)
def item_twice(at: At) -> str:
    return transacting(at, lambda name: [put_action(name, keyed()), put_action(name, keyed(a=text("b")))])


@differs(
    "a transaction of more than 4 MB",
    "dynamodb:TransactWriteItems",
    documented="The items of a transaction have 4 MB together.",
    page="TransactWriteItems (API Reference)",
    expected=REFUSED,
    misled="a change that writes a dozen large items at once",
    guard=LIMITS,
)
def transaction_size(at: At) -> str:
    return transacting(at, lambda name: [put_action(name, keyed(str(n), rows=big(390))) for n in range(11)])


@differs(
    "a transaction sent again with its token",
    "dynamodb:TransactWriteItems",
    documented="For ten minutes the same request with the same token succeeds and does nothing again. "
    "SDKs make a token for each call and send it again when they try again.",
    page="TransactWriteItems (API Reference)",
    expected="done once, twice told so",
    misled="one that counts on a repeated transaction being refused by its own first condition",
    guard="both ways are right for us: "
    "[test_every_command_survives_an_answer_that_is_lost_after_any_of_its_calls](../tests/integration/adapters/dynamodb/test_retries.py)",
)
def token_again(at: At) -> str:
    dynamodb, name = table(at)
    put = put_action(name, keyed())
    put["Put"] |= {
        "ConditionExpression": "attribute_not_exists(#pk)",
        "ExpressionAttributeNames": {"#pk": "PK"},
    }
    asked = {"TransactItems": [put], "ClientRequestToken": "the-same-token"}
    dynamodb.transact_write_items(**asked)
    again = outcome(lambda: dynamodb.transact_write_items(**asked))
    return "done once, twice told so" if again == ACCEPTED else f"the second time {again}"


@differs(
    "another transaction with the same token",
    "dynamodb:TransactWriteItems",
    documented="The same token with another request is refused.",
    page="TransactWriteItems (API Reference)",
    expected="IdempotentParameterMismatchException",
    misled="one with a token made from what is too alike",
    guard="Kleark names no token; botocore makes one for each call",
)
def token_of_another(at: At) -> str:
    dynamodb, name = table(at)
    for number in ("1", "2"):
        said = outcome(
            lambda number=number: dynamodb.transact_write_items(  # type: ignore[misc]
                TransactItems=[put_action(name, keyed(number))], ClientRequestToken="the-same-token"
            )
        )
    return said


def _cancelled(at: At) -> list[dict[str, Any]]:
    dynamodb, name = table(at)
    dynamodb.put_item(TableName=name, Item=keyed("2", was=text("there")))
    condition = {
        "ConditionExpression": "attribute_not_exists(#pk)",
        "ExpressionAttributeNames": {"#pk": "PK"},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    actions = [put_action(name, keyed("1")), put_action(name, keyed("2"))]
    actions[1]["Put"] |= condition
    try:
        dynamodb.transact_write_items(TransactItems=actions)
    except ClientError as error:
        reasons: list[dict[str, Any]] = error.response.get("CancellationReasons", [])  # type: ignore[assignment]
        return reasons
    return []


@differs(
    "why a transaction was cancelled, action by action",
    "dynamodb:TransactWriteItems",
    documented="The reasons stand in the order of the actions; `None` for one that would have been done.",
    page="TransactWriteItems (API Reference)",
    expected="None, ConditionalCheckFailed",
    misled="one that reads the reasons by their place",
    guard="[test_a_refusal_counts_more_than_what_stands_in_the_way]"
    "(../tests/integration/adapters/dynamodb/test_retries.py)",
)
def reasons(at: At) -> str:
    return ", ".join(str(one.get("Code")) for one in _cancelled(at)) or "no reasons"


@differs(
    "the item that a condition of a transaction met",
    "dynamodb:TransactWriteItems",
    documented="With ReturnValuesOnConditionCheckFailure the reason brings the item that was there.",
    page="TransactWriteItems (API Reference)",
    expected="the item",
    misled="none today: only a single update of ours asks for it",
    guard="nothing to guard",
)
def reasons_item(at: At) -> str:
    found = [one["Item"] for one in _cancelled(at) if one.get("Item")]
    return "the item" if found and "was" in found[0] else "no item"


@differs(
    "the item that a condition of an update met",
    "dynamodb:UpdateItem",
    documented="With ReturnValuesOnConditionCheckFailure the refusal brings the item that was there.",
    page="UpdateItem (API Reference)",
    expected="the item",
    misled="notices: who has the turn to send is read from it",
    guard="[test_one_at_a_time_sends_and_nobody_once_it_is_sent]"
    "(../tests/integration/adapters/dynamodb/test_notice_marks.py), which fails where it is missing",
)
def update_met(at: At) -> str:
    dynamodb, name = table(at)
    dynamodb.put_item(TableName=name, Item=keyed(was=text("there")))
    try:
        dynamodb.update_item(
            TableName=name,
            Key=keyed(),
            UpdateExpression="SET #a = :a",
            ConditionExpression="attribute_not_exists(#pk)",
            ExpressionAttributeNames={"#a": "a", "#pk": "PK"},
            ExpressionAttributeValues={":a": text("a")},
            ReturnValuesOnConditionCheckFailure="ALL_OLD",
        )
    except ClientError as error:
        return "the item" if error.response.get("Item") else "no item"
    return ACCEPTED


@differs(
    "26 requests in a batch of writes",
    "dynamodb:BatchWriteItem",
    documented="A batch has at most 25 requests to put or delete.",
    page="BatchWriteItem (API Reference)",
    expected=REFUSED,
    misled="a sheet of many pages",
    guard=LIMITS,
)
def batch_of_writes(at: At) -> str:
    dynamodb, name = table(at)
    puts = [{"PutRequest": {"Item": keyed(str(number))}} for number in range(26)]
    return outcome(lambda: dynamodb.batch_write_item(RequestItems={name: puts}))


@differs(
    "an item twice in a batch of writes",
    "dynamodb:BatchWriteItem",
    documented="A batch that names an item twice is refused as a whole.",
    page="BatchWriteItem (API Reference)",
    expected=REFUSED,
    misled="pages with the same number",
    guard=LIMITS,
)
def batch_twice(at: At) -> str:
    dynamodb, name = table(at)
    puts = [{"PutRequest": {"Item": keyed(a=text(one))}} for one in "ab"]
    return outcome(lambda: dynamodb.batch_write_item(RequestItems={name: puts}))


@differs(
    "101 keys in a batch of reads",
    "dynamodb:BatchGetItem",
    documented="A batch has at most 100 keys.",
    page="BatchGetItem (API Reference)",
    expected=REFUSED,
    misled="a list of all 98 municipalities, and of what comes with each",
    guard=LIMITS,
)
def batch_of_reads(at: At) -> str:
    dynamodb, name = table(at)
    keys = [keyed(str(number)) for number in range(101)]
    return outcome(lambda: dynamodb.batch_get_item(RequestItems={name: {"Keys": keys}}))


@differs(
    "a key twice in a batch of reads",
    "dynamodb:BatchGetItem",
    documented="A batch that names a key twice is refused as a whole.",
    page="BatchGetItem (API Reference)",
    expected=REFUSED,
    misled="one that asks for what several rows have in common, as links do",
    guard=LIMITS,
)
def batch_read_twice(at: At) -> str:
    dynamodb, name = table(at)
    return outcome(lambda: dynamodb.batch_get_item(RequestItems={name: {"Keys": [keyed(), keyed()]}}))


@differs(
    "a batch of reads of more than 16 MB",
    "dynamodb:BatchGetItem",
    documented="An answer has at most 16 MB; the keys that are left stand in UnprocessedKeys.",
    page="BatchGetItem (API Reference)",
    expected="some keys are left",
    misled="one that takes the first answer for all",
    guard="what is left is asked for again, which is injected: "
    "[test_versions.py](../tests/integration/portal/test_versions.py), [test_link_table.py]"
    "(../tests/integration/adapters/dynamodb/test_link_table.py)",
)
def batch_read_size(at: At) -> str:
    dynamodb, name = table(at)
    keys = [keyed(str(number)) for number in range(44)]
    for key in keys:
        dynamodb.put_item(TableName=name, Item=key | {"rows": big(390)})
    answer = dynamodb.batch_get_item(RequestItems={name: {"Keys": keys}})
    return "some keys are left" if answer.get("UnprocessedKeys") else "all at once"


def _query(dynamodb: Any, name: str, **more: Any) -> Any:
    return dynamodb.query(
        TableName=name,
        KeyConditionExpression="#pk = :pk",
        ExpressionAttributeNames={"#pk": "PK", **more.pop("names", {})},
        ExpressionAttributeValues={":pk": text("p"), **more.pop("values", {})},
        **more,
    )


@differs(
    "a query of more than 1 MB",
    "dynamodb:Query",
    documented="One answer has at most 1 MB, and says where to go on.",
    page="Paginating table query results in DynamoDB",
    expected="a page, and where to go on",
    misled="a query that takes the first answer for all",
    guard="every query goes through `query_items`, which goes on: "
    "[test_no_module_asks_for_a_page_and_takes_it_for_all](../tests/unit/support/test_aws_limits.py); the second "
    "engine and moto both have pages",
)
def query_pages(at: At) -> str:
    dynamodb, name = table(at)
    for number in range(4):
        dynamodb.put_item(TableName=name, Item=keyed(str(number), rows=big(390)))
    answer = _query(dynamodb, name)
    return "a page, and where to go on" if "LastEvaluatedKey" in answer else f"all {answer['Count']} items"


@differs(
    "a query whose limit is the number of items there are",
    "dynamodb:Query",
    documented="It may say where to go on although nothing follows: only an answer that does not is the last.",
    page="Paginating table query results in DynamoDB",
    expected="where to go on",
    misled="one that takes the mark for a sign that there is more",
    guard="lists read one more than they show and look at what they got: "
    "[test_pages_give_each_once_and_in_order_in_both_directions]"
    "(../tests/integration/adapters/dynamodb/test_upload_index.py)",
)
def query_limit(at: At) -> str:
    dynamodb, name = table(at)
    for number in range(2):
        dynamodb.put_item(TableName=name, Item=keyed(str(number)))
    return "where to go on" if "LastEvaluatedKey" in _query(dynamodb, name, Limit=2) else "the end"


@differs(
    "a limit and a filter",
    "dynamodb:Query",
    documented="The limit counts what is read, before the filter.",
    page="Filter expressions for the Query operation in DynamoDB",
    expected="0 of 1 read",
    misled="one that counts on as many items as it asks for",
    guard="no query of ours has a filter: "
    "[test_no_module_asks_for_a_page_and_takes_it_for_all](../tests/unit/support/test_aws_limits.py)",
)
def query_filter(at: At) -> str:
    dynamodb, name = table(at)
    for number, kind in enumerate("ab"):
        dynamodb.put_item(TableName=name, Item=keyed(str(number), kind=text(kind)))
    answer = _query(
        dynamodb,
        name,
        FilterExpression="#kind = :kind",
        names={"#kind": "kind"},
        values={":kind": text("b")},
        Limit=1,
    )
    return f"{answer['Count']} of {answer['ScannedCount']} read"


@differs(
    "a consistent read of the index",
    "dynamodb:Query",
    documented="A global secondary index has no consistent reads; who asks for one is refused.",
    page="DynamoDB read consistency",
    expected=REFUSED,
    misled="lists of uploads, and the sweep",
    guard=LIMITS,
)
def index_consistent(at: At) -> str:
    dynamodb, name = table(at)
    return outcome(
        lambda: dynamodb.query(
            TableName=name,
            IndexName="by_time",
            ConsistentRead=True,
            KeyConditionExpression="#under = :under",
            ExpressionAttributeNames={"#under": "under"},
            ExpressionAttributeValues={":under": text("x")},
        )
    )


@differs(
    "a query of an index that is not there",
    "dynamodb:Query",
    documented="It is refused as invalid. While an update takes an index away, functions meet that.",
    page="Query (API Reference)",
    expected=REFUSED,
    misled="one that goes on without the index",
    guard="both codes are taken for it: [test_what_else_fails_is_raised]"
    "(../tests/integration/adapters/dynamodb/test_upload_index.py)",
)
def index_missing(at: At) -> str:
    dynamodb, name = table(at)
    return outcome(lambda: _query(dynamodb, name, IndexName="no_such_index"))


@differs(
    "an item put with an empty key of the index",
    "dynamodb:PutItem",
    documented="A key of an index holds no empty text: the item is refused.",
    page="Supported data types and naming rules in Amazon DynamoDB",
    expected=REFUSED,
    misled="a record without a time",
    guard=LIMITS,
)
def index_empty(at: At) -> str:
    return putting(at, keyed(under=text(""), received_at=text("2026")))


@differs(
    "an item whose key of the index is a number",
    "dynamodb:PutItem",
    documented="A key of an index must be of its type, or be missing: the item is refused.",
    page="PutItem (API Reference)",
    expected=REFUSED,
    misled="a record of an older release with another kind of time",
    guard=LIMITS,
)
def index_type(at: At) -> str:
    return putting(at, keyed(under=text("x"), received_at={"N": "2026"}))


@differs(
    "an empty text as a key",
    "dynamodb:PutItem",
    documented="A key holds at least one byte.",
    page=CONSTRAINTS,
    expected=REFUSED,
    misled="one with an id that is empty",
    guard=LIMITS,
)
def key_empty(at: At) -> str:
    return putting(at, keyed(""))


@differs(
    "a partition key of 2,049 bytes",
    "dynamodb:PutItem",
    documented="A partition key has at most 2,048 bytes.",
    page=CONSTRAINTS,
    expected=REFUSED,
    misled="one with a name that somebody chose in a key",
    guard=LIMITS,
)
def key_partition(at: At) -> str:
    return putting(at, keyed(partition="x" * 2049))


@differs(
    "a sort key of 1,025 bytes",
    "dynamodb:PutItem",
    documented="A sort key has at most 1,024 bytes: of æøå half as many.",
    page=CONSTRAINTS,
    expected=REFUSED,
    misled="the same",
    guard=LIMITS,
)
def key_sort(at: At) -> str:
    return putting(at, keyed("x" + "æ" * 512))


@differs(
    "an empty text as a value",
    "dynamodb:PutItem",
    documented="Attributes that are no keys hold empty texts (since 2020).",
    page="Supported data types and naming rules in Amazon DynamoDB",
    expected=ACCEPTED,
    misled="none: an engine that refuses it fails our tests first",
    guard="nothing to guard",
)
def value_empty(at: At) -> str:
    return putting(at, keyed(note=text("")))


@differs(
    "an empty set",
    "dynamodb:PutItem",
    documented="A set has at least one value.",
    page="Supported data types and naming rules in Amazon DynamoDB",
    expected=REFUSED,
    misled="one that stores none of something as a set",
    guard=LIMITS,
)
def set_empty(at: At) -> str:
    return putting(at, keyed(of={"SS": []}))


@differs(
    "a set with a value twice",
    "dynamodb:PutItem",
    documented="Each value of a set stands once; the request is refused.",
    page="Supported data types and naming rules in Amazon DynamoDB",
    expected=REFUSED,
    misled="the same",
    guard=LIMITS,
)
def set_twice(at: At) -> str:
    return putting(at, keyed(of={"SS": ["a", "a"]}))


@differs(
    "a number of 39 digits",
    "dynamodb:PutItem",
    documented="A number has at most 38 digits; a longer one is refused, and not rounded.",
    page="Supported data types and naming rules in Amazon DynamoDB",
    expected=REFUSED,
    misled="one that stores a large number as it came",
    guard=LIMITS,
)
def number_digits(at: At) -> str:
    return putting(at, keyed(of={"N": "1" * 39}))


@differs(
    "a number with zeros before and behind",
    "dynamodb:PutItem",
    documented="Zeros before and behind are cut off.",
    page="Supported data types and naming rules in Amazon DynamoDB",
    expected="7.1",
    misled="one that compares numbers as texts",
    guard="numbers are read by `int` alone: [test_numbers_are_whole](../tests/unit/support/test_aws_limits.py)",
)
def number_zeros(at: At) -> str:
    dynamodb, name = table(at)
    dynamodb.put_item(TableName=name, Item=keyed(of={"N": "007.10"}))
    return str(dynamodb.get_item(TableName=name, Key=keyed())["Item"]["of"]["N"])


def _updating(at: At, expression: str, names: dict[str, str], values: dict[str, Any], **more: Any) -> str:
    dynamodb, name = table(at)
    asked: dict[str, Any] = {"TableName": name, "Key": keyed(), "UpdateExpression": expression, **more}
    if names:
        asked["ExpressionAttributeNames"] = names
    if values:
        asked["ExpressionAttributeValues"] = values
    return outcome(lambda: dynamodb.update_item(**asked))


@differs(
    "a name that the expression does not use",
    "dynamodb:UpdateItem",
    documented="Names and values that no expression uses are refused.",
    page="Expression attribute names (aliases) in DynamoDB",
    expected=REFUSED,
    misled="an expression that is put together from parts",
    guard=LIMITS,
)
def unused_name(at: At) -> str:
    return _updating(at, "SET #a = :a", {"#a": "a", "#b": "b"}, {":a": text("a")})


@differs(
    "a value that the expression does not use",
    "dynamodb:UpdateItem",
    documented="The same.",
    page="Using expression attribute values in DynamoDB",
    expected=REFUSED,
    misled="the same",
    guard=LIMITS,
)
def unused_value(at: At) -> str:
    return _updating(at, "SET #a = :a", {"#a": "a"}, {":a": text("a"), ":b": text("b")})


@differs(
    "a reserved word as a name",
    "dynamodb:UpdateItem",
    documented="573 words, status among them, are no names unless they are aliased.",
    page="Reserved words in DynamoDB",
    expected=REFUSED,
    misled="any expression with a plain name",
    guard="every engine here refuses it, and names are always aliased",
)
def reserved_word(at: At) -> str:
    return _updating(at, "SET status = :a", {}, {":a": text("a")})


@differs(
    "a key among what is changed",
    "dynamodb:UpdateItem",
    documented="The attributes of the key cannot be updated.",
    page="UpdateItem (API Reference)",
    expected=REFUSED,
    misled="one that moves an item by an update",
    guard=LIMITS,
)
def key_updated(at: At) -> str:
    return _updating(at, "SET #sk = :a", {"#sk": "SK"}, {":a": text("2")})


@differs(
    "an attribute twice in an update",
    "dynamodb:UpdateItem",
    documented="Two paths of an update must not overlap.",
    page="UpdateItem (API Reference)",
    expected=REFUSED,
    misled="an update that is put together from parts",
    guard=LIMITS,
)
def path_twice(at: At) -> str:
    return _updating(at, "SET #a = :a, #b = :b", {"#a": "a", "#b": "a"}, {":a": text("1"), ":b": text("2")})


@differs(
    "a condition with 101 values to be one of",
    "dynamodb:UpdateItem",
    documented="IN has at most 100 values.",
    page=CONSTRAINTS,
    expected=REFUSED,
    misled="one that lists states or ids",
    guard=LIMITS,
)
def values_of_in(at: At) -> str:
    values = {f":v{number}": text(str(number)) for number in range(101)}
    return _updating(
        at,
        "SET #a = :a",
        {"#a": "a"},
        {":a": text("a")} | values,
        ConditionExpression=f"NOT #a IN ({', '.join(values)})",
    )


@differs(
    "an expression of more than 4 kB",
    "dynamodb:UpdateItem",
    documented="An expression has at most 4 kB.",
    page=CONSTRAINTS,
    expected=REFUSED,
    misled="an update of a great many attributes",
    guard=LIMITS,
)
def expression_size(at: At) -> str:
    names = {f"#{'n' * 60}{number}": f"a{number}" for number in range(62)}
    sets = ", ".join(f"{name} = :a" for name in names)
    return _updating(at, f"SET {sets}", names, {":a": text("a")})


@differs(
    "a comparison of unlike types",
    "dynamodb:UpdateItem",
    documented="Values of unlike types are never equal, smaller or larger: the condition does not hold.",
    page="Condition and filter expressions, operators, and functions in DynamoDB",
    expected="ConditionalCheckFailedException",
    misled="one that meets a record of another release",
    guard="a mark is asked for its type first: [test_what_cannot_be_read_is_marked_and_put_right]"
    "(../tests/integration/commands/test_import_archive.py)",
)
def unlike_types(at: At) -> str:
    dynamodb, name = table(at)
    dynamodb.put_item(TableName=name, Item=keyed(a=text("1")))
    return outcome(
        lambda: dynamodb.update_item(
            TableName=name,
            Key=keyed(),
            UpdateExpression="SET #b = :n",
            ConditionExpression="#a < :n",
            ExpressionAttributeNames={"#a": "a", "#b": "b"},
            ExpressionAttributeValues={":n": {"N": "2"}},
        )
    )


@differs(
    "an item whose time has come",
    "dynamodb:GetItem",
    documented="It is deleted within days, and read until then.",
    page="Using time to live (TTL) in DynamoDB",
    expected="still read",
    misled="one that takes a session, a ticket or a colleague for gone since the engine has deleted it",
    guard="whoever reads looks at the time: "
    "[test_a_ticket_that_has_expired_is_none](../tests/integration/adapters/dynamodb/test_upload_tickets.py)",
)
def time_to_live(at: At) -> str:
    dynamodb, name = table(at)
    try:
        dynamodb.update_time_to_live(
            TableName=name, TimeToLiveSpecification={"Enabled": True, "AttributeName": "expires_at"}
        )
    except ClientError as error:
        return f"no time to live: {error.response['Error']['Code']}"
    dynamodb.put_item(TableName=name, Item=keyed(expires_at={"N": str(int(time.time()) - 60)}))
    found = dynamodb.get_item(TableName=name, Key=keyed())
    return "still read" if "Item" in found else "gone at once"


def _records(at: At, dynamodb: Any, name: str) -> list[Any]:
    streams = at.client("dynamodbstreams")
    arn = dynamodb.describe_table(TableName=name)["Table"].get("LatestStreamArn")
    if arn is None:
        raise LookupError
    found = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        asked = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
        iterator = streams.get_shard_iterator(**asked)["ShardIterator"]
        found += streams.get_records(ShardIterator=iterator)["Records"]
    return found


def _streamed(at: At, write: Callable[[Any, str], None]) -> str:
    try:
        dynamodb, name = table(at, stream=True)
        write(dynamodb, name)
        return ", ".join(one["eventName"] for one in _records(at, dynamodb, name))
    except (ClientError, LookupError):
        return "no stream"


@differs(
    "a put that changes nothing, on the stream",
    "dynamodb:PutItem",
    documented="A write that changes nothing of an item leaves no record on the stream.",
    page="Change data capture for DynamoDB Streams",
    expected="INSERT",
    misled="one that wakes a reader of the stream by writing the same again",
    guard="who has the stream tell again changes the lock: "
    "[test_an_unannounced_revision_has_the_stream_tell_of_live_again](../tests/integration/publishing/test_sweep.py)",
)
def stream_same(at: At) -> str:
    def write(dynamodb: Any, name: str) -> None:
        for _ in range(2):
            dynamodb.put_item(TableName=name, Item=keyed(a=text("1")))

    return _streamed(at, write)


@differs(
    "an update that changes nothing, on the stream",
    "dynamodb:UpdateItem",
    documented="The same of an update.",
    page="Change data capture for DynamoDB Streams",
    expected="INSERT",
    misled="the same",
    guard="the same",
)
def stream_same_update(at: At) -> str:
    def write(dynamodb: Any, name: str) -> None:
        for _ in range(2):
            dynamodb.update_item(
                TableName=name,
                Key=keyed(),
                UpdateExpression="SET #a = :a",
                ExpressionAttributeNames={"#a": "a"},
                ExpressionAttributeValues={":a": text("1")},
            )

    return _streamed(at, write)


@differs(
    "a deletion of what is not there, on the stream",
    "dynamodb:DeleteItem",
    documented="It is done, and leaves no record.",
    page="Change data capture for DynamoDB Streams",
    expected="",
    misled="the same",
    guard="the same",
)
def stream_deleted(at: At) -> str:
    return _streamed(at, lambda dynamodb, name: dynamodb.delete_item(TableName=name, Key=keyed()))


def _as_user(at: At, condition: dict[str, Any], call: Callable[[Any, str], Any]) -> str:
    dynamodb, name = table(at)
    iam, user = at.client("iam"), at.name("user")
    iam.create_user(UserName=user)
    statement = {"Effect": "Allow", "Action": "dynamodb:*", "Resource": "*", "Condition": condition}
    document = '{"Version": "2012-10-17", "Statement": [' + str(statement).replace("'", '"') + "]}"
    iam.put_user_policy(UserName=user, PolicyName="own", PolicyDocument=document)
    made = iam.create_access_key(UserName=user)["AccessKey"]
    dynamodb.put_item(TableName=name, Item=keyed(partition="M#0751"))
    own = at.client("dynamodb", made["AccessKeyId"], made["SecretAccessKey"])
    return outcome(lambda: call(own, name))


@differs(
    "another municipality's partition, by `dynamodb:LeadingKeys`",
    "dynamodb:GetItem",
    documented="A condition on the leading keys refuses every other partition.",
    page="Using IAM policy conditions for fine-grained access control",
    expected="AccessDeniedException",
    misled="one with a role that must not reach a partition, and does",
    guard="an evaluator of policies, with every call of a run: "
    "[test_the_portal_can_read_what_is_live_and_write_nothing](../tests/engines/test_rights.py), "
    "[test_the_validator_records_uploads_and_touches_nothing_that_is_live](../tests/integration/test_recorded_run.py)",
    engines=ALL_SERVICES,
)
def leading_keys(at: At) -> str:
    condition = {"ForAllValues:StringLike": {"dynamodb:LeadingKeys": ["M#0461"]}}
    return _as_user(
        at, condition, lambda own, name: own.get_item(TableName=name, Key=keyed(partition="M#0751"))
    )


@differs(
    "another attribute, by `dynamodb:Attributes`",
    "dynamodb:PutItem",
    documented="A condition on attributes refuses a request that names another.",
    page="Using IAM policy conditions for fine-grained access control",
    expected="AccessDeniedException",
    misled="one with a role that must not write an attribute, and does",
    guard="the same evaluator",
    engines=ALL_SERVICES,
)
def attributes(at: At) -> str:
    condition = {"ForAllValues:StringEquals": {"dynamodb:Attributes": ["PK", "SK", "own"]}}
    return _as_user(
        at, condition, lambda own, name: own.put_item(TableName=name, Item=keyed(foreign=text("x")))
    )
