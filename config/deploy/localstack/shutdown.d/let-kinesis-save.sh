#!/bin/sh
# LocalStack runs this when it is told to stop, before it ends its services. kinesis-mock saves at an interval
# (KINESIS_MOCK_PERSIST_INTERVAL, 5 s) and not at its end: without this wait the last records put are lost.
sleep 6
