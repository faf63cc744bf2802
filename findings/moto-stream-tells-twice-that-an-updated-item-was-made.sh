#!/usr/bin/env bash
# moto 5.2.5 puts two INSERT records on a table's stream for one UpdateItem that makes an item, and one for a PutItem.
#
# Guess: one INSERT with the item as it is then (85 %), as DynamoDB does.
# Seen:  the first INSERT has the key alone, the second INSERT the item whole. A second update of the same values adds a
#        MODIFY with two equal images; DynamoDB makes no record of a write that changes nothing.
# With:  moto 5.2.5, boto3 1.43.106; seen on 2026-11-30.
# Matters: a reader of the stream is tried with records that never come: it hears of an item before the item has what it
#        asks for, and twice. One that relies on a repeated write to be told again works on moto and is silent on AWS.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check 'moto[dynamodb]==5.2.5' boto3==1.43.106 botocore==1.43.106
venv/bin/python - <<'PY'
import os
import sys
from importlib.metadata import version

import boto3
from moto import mock_aws

os.environ.update(AWS_ACCESS_KEY_ID="x", AWS_SECRET_ACCESS_KEY="x", AWS_DEFAULT_REGION="eu-north-1")
print("moto", version("moto"), "boto3", boto3.__version__)


def told(write, times):
    """The names and new images of the stream's records."""
    with mock_aws():
        dynamodb, streams = boto3.client("dynamodb"), boto3.client("dynamodbstreams")
        dynamodb.create_table(
            TableName="ark",
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
            KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
            StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
        )
        for _ in range(times):
            write(dynamodb)
        arn = dynamodb.describe_table(TableName="ark")["Table"]["LatestStreamArn"]
        [shard] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
        start = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
        records = streams.get_records(ShardIterator=streams.get_shard_iterator(**start)["ShardIterator"])["Records"]
        return [(one["eventName"], sorted(one["dynamodb"]["NewImage"])) for one in records]


def update(dynamodb):
    values = {":n": {"S": "Odense"}}
    key = {"PK": {"S": "0461"}}
    dynamodb.update_item(
        TableName="ark", Key=key, UpdateExpression="SET navn = :n", ExpressionAttributeValues=values
    )


def put(dynamodb):
    dynamodb.put_item(TableName="ark", Item={"PK": {"S": "0461"}, "navn": {"S": "Odense"}})


seen = {name: told(write, times) for name, write, times in [("update", update, 1), ("twice", update, 2), ("put", put, 1)]}
for name, records in seen.items():
    print(f"{name:<7}", records)
made = [("INSERT", ["PK"]), ("INSERT", ["PK", "navn"])]
whole = ["PK", "navn"]
if seen != {"update": made, "twice": [*made, ("MODIFY", whole)], "put": [("INSERT", whole)]}:
    sys.exit("The behaviour has changed.")
PY
