#!/bin/sh
# Makes the Kinesis stream where it is missing, and ends when it takes records.
# LocalStack runs every script in /etc/localstack/init/ready.d once it is ready, and says at /_localstack/init how it
# ended (LocalStack documentation, "Initialization Hooks").
set -eu

# Seconds; a new stream takes KINESIS_LATENCY, a loaded machine longer.
wait_limit=60

kinesis() {
  awslocal --region "$AWS_REGION" kinesis "$@" --stream-name "$KINSHIP_STREAM"
}

status() {
  kinesis describe-stream-summary --query StreamDescriptionSummary.StreamStatus --output text
}

# After a restart the stream is there, with what was in it.
status >/dev/null 2>&1 || kinesis create-stream --shard-count "$KINSHIP_SHARDS"

for _ in $(seq "$wait_limit"); do
  if [ "$(status)" = ACTIVE ]; then exit 0; fi
  sleep 1
done
echo "stream $KINSHIP_STREAM is not ACTIVE after $wait_limit s" >&2
exit 1
