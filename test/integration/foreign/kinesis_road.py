"""One stream's whole life with boto3: python3 kinesis_road.py URL STREAM. Tells what happened as road.ts reads it."""

import sys
import time

import boto3

url, stream = sys.argv[1:]
kinesis = boto3.client("kinesis", endpoint_url=url)


def tell(*words):
    sys.stdout.buffer.write(("\t".join(str(word) for word in words) + "\n").encode())


def put(word):
    first, *others = [f"{word} {number} ü" for number in range(41)]
    stored = kinesis.put_record(StreamName=stream, PartitionKey=first, Data=first.encode())
    tell("put", stored["ShardId"], stored["SequenceNumber"], first)
    entries = [{"PartitionKey": text, "Data": text.encode()} for text in others]
    answer = kinesis.put_records(StreamName=stream, Records=entries)
    assert answer["FailedRecordCount"] == 0, answer
    for text, result in zip(others, answer["Records"], strict=True):
        tell("put", result["ShardId"], result["SequenceNumber"], text)


def split_first_shard():
    shard = kinesis.list_shards(StreamName=stream)["Shards"][0]
    bounds = shard["HashKeyRange"]
    middle = (int(bounds["StartingHashKey"]) + int(bounds["EndingHashKey"]) + 1) // 2
    kinesis.split_shard(StreamName=stream, ShardToSplit=shard["ShardId"], NewStartingHashKey=str(middle))
    kinesis.get_waiter("stream_exists").wait(StreamName=stream, WaiterConfig={"Delay": 1})


def read(shard_id):
    iterator = kinesis.get_shard_iterator(StreamName=stream, ShardId=shard_id, ShardIteratorType="TRIM_HORIZON")
    position = iterator["ShardIterator"]
    while position:
        answer = kinesis.get_records(ShardIterator=position)
        for record in answer["Records"]:
            tell("read", shard_id, record["SequenceNumber"], record["PartitionKey"], record["Data"].decode())
        position = answer.get("NextShardIterator")
        if position and not answer["Records"] and answer["MillisBehindLatest"] == 0:
            return
    tell("ended", shard_id, *(child["ShardId"] for child in answer["ChildShards"]))


def register():
    summary = kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]
    registered = kinesis.register_stream_consumer(StreamARN=summary["StreamARN"], ConsumerName="reader")
    arn = registered["Consumer"]["ConsumerARN"]
    while kinesis.describe_stream_consumer(ConsumerARN=arn)["ConsumerDescription"]["ConsumerStatus"] != "ACTIVE":
        time.sleep(0.1)
    return arn


def subscribe(consumer_arn, shard_id):
    position = {"Type": "TRIM_HORIZON"}
    subscription = kinesis.subscribe_to_shard(ConsumerARN=consumer_arn, ShardId=shard_id, StartingPosition=position)
    for event in subscription["EventStream"]:
        pushed = event["SubscribeToShardEvent"]
        for record in pushed["Records"]:
            tell("pushed", shard_id, record["SequenceNumber"], record["PartitionKey"], record["Data"].decode())
    tell("pushedAll", shard_id, *(child["ShardId"] for child in pushed["ChildShards"]))


kinesis.create_stream(StreamName=stream, ShardCount=2)
kinesis.get_waiter("stream_exists").wait(StreamName=stream, WaiterConfig={"Delay": 1})
description = kinesis.describe_stream(StreamName=stream)["StreamDescription"]
tell("created", description["StreamStatus"], len(description["Shards"]))
put("before")
split_first_shard()
put("after")
shards = kinesis.list_shards(StreamName=stream)["Shards"]
for shard in shards:
    bounds = shard["HashKeyRange"]
    parent = shard.get("ParentShardId", "-")
    tell("shard", shard["ShardId"], parent, bounds["StartingHashKey"], bounds["EndingHashKey"])
for shard in shards:
    read(shard["ShardId"])
subscribe(register(), shards[0]["ShardId"])
kinesis.delete_stream(StreamName=stream, EnforceConsumerDeletion=True)
kinesis.get_waiter("stream_not_exists").wait(StreamName=stream, WaiterConfig={"Delay": 1})
try:
    kinesis.describe_stream_summary(StreamName=stream)
except kinesis.exceptions.ClientError as error:
    tell("deleted", error.response["Error"]["Code"])
