import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.*;

/** One stream's whole life with the SDK v2: KinesisRoad URL STREAM http1|http2. Tells what happened as road.ts reads it. */
public class KinesisRoad {
    private static final PrintStream out = new PrintStream(System.out, true, UTF_8);
    private final KinesisClient kinesis;
    /** Null where the client only asks: records are pushed over HTTP/2 alone. */
    private final KinesisAsyncClient pushed;
    private final String stream;

    private KinesisRoad(KinesisClient kinesis, KinesisAsyncClient pushed, String stream) {
        this.kinesis = kinesis;
        this.pushed = pushed;
        this.stream = stream;
    }

    public static void main(String[] args) throws Exception {
        URI url = URI.create(args[0]);
        if (args[2].equals("http2")) {
            try (KinesisAsyncClient client = KinesisAsyncClient.builder().endpointOverride(url)
                    .httpClientBuilder(NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP2)).build()) {
                new KinesisRoad(waitingFor(client), client, args[1]).go();
            }
        } else {
            try (KinesisClient client = KinesisClient.builder().endpointOverride(url)
                    .httpClientBuilder(UrlConnectionHttpClient.builder()).build()) {
                new KinesisRoad(client, null, args[1]).go();
            }
        }
    }

    /** The asynchronous client behind the methods of the synchronous one, which has the same but knows no HTTP/2. */
    private static KinesisClient waitingFor(KinesisAsyncClient client) {
        Class<?>[] face = {KinesisClient.class};
        return (KinesisClient) Proxy.newProxyInstance(face[0].getClassLoader(), face, (proxy, method, args) -> {
            var same = KinesisAsyncClient.class.getMethod(method.getName(), method.getParameterTypes());
            try {
                return ((CompletableFuture<?>) same.invoke(client, args)).join();
            } catch (CompletionException error) {
                throw error.getCause();
            }
        });
    }

    private void go() throws Exception {
        kinesis.createStream(CreateStreamRequest.builder().streamName(stream).shardCount(2).build());
        StreamDescription description = untilActive();
        tell("created", description.streamStatusAsString(), description.shards().size());
        put("before");
        splitFirstShard();
        put("after");
        List<Shard> shards = listShards();
        for (Shard shard : shards) {
            String parent = shard.parentShardId() == null ? "-" : shard.parentShardId();
            HashKeyRange range = shard.hashKeyRange();
            tell("shard", shard.shardId(), parent, range.startingHashKey(), range.endingHashKey());
        }
        for (Shard shard : shards) read(shard.shardId());
        if (pushed != null) subscribe(register(), shards.get(0).shardId());
        kinesis.deleteStream(DeleteStreamRequest.builder().streamName(stream).enforceConsumerDeletion(true).build());
        untilGone();
    }

    private void put(String word) {
        List<String> texts = IntStream.range(0, 41).mapToObj(number -> word + " " + number + " ü").toList();
        String first = texts.get(0);
        PutRecordResponse stored = kinesis.putRecord(PutRecordRequest.builder()
            .streamName(stream).partitionKey(first).data(SdkBytes.fromUtf8String(first)).build());
        tell("put", stored.shardId(), stored.sequenceNumber(), first);
        List<String> others = texts.subList(1, texts.size());
        PutRecordsResponse answer = kinesis.putRecords(PutRecordsRequest.builder()
            .streamName(stream).records(others.stream().map(KinesisRoad::entry).toList()).build());
        if (answer.failedRecordCount() != 0) throw new AssertionError(answer);
        for (int index = 0; index < others.size(); index += 1) {
            PutRecordsResultEntry result = answer.records().get(index);
            tell("put", result.shardId(), result.sequenceNumber(), others.get(index));
        }
    }

    private static PutRecordsRequestEntry entry(String text) {
        return PutRecordsRequestEntry.builder().partitionKey(text).data(SdkBytes.fromUtf8String(text)).build();
    }

    private void splitFirstShard() throws Exception {
        Shard shard = listShards().get(0);
        BigInteger start = new BigInteger(shard.hashKeyRange().startingHashKey());
        BigInteger end = new BigInteger(shard.hashKeyRange().endingHashKey());
        BigInteger middle = start.add(end).add(BigInteger.ONE).shiftRight(1);
        kinesis.splitShard(SplitShardRequest.builder()
            .streamName(stream).shardToSplit(shard.shardId()).newStartingHashKey(middle.toString()).build());
        untilActive();
    }

    private void read(String shardId) {
        String position = kinesis.getShardIterator(GetShardIteratorRequest.builder()
            .streamName(stream).shardId(shardId).shardIteratorType(ShardIteratorType.TRIM_HORIZON).build())
            .shardIterator();
        while (position != null) {
            GetRecordsResponse answer = kinesis.getRecords(GetRecordsRequest.builder().shardIterator(position).build());
            for (var record : answer.records())
                tell("read", shardId, record.sequenceNumber(), record.partitionKey(), record.data().asUtf8String());
            position = answer.nextShardIterator();
            if (position == null) tell("ended", shardId, childrenIn(answer.childShards()));
            else if (answer.records().isEmpty() && answer.millisBehindLatest() == 0) return;
        }
    }

    private static String childrenIn(List<ChildShard> children) {
        return String.join("\t", children.stream().map(ChildShard::shardId).toList());
    }

    private String register() throws Exception {
        String streamArn = kinesis.describeStreamSummary(DescribeStreamSummaryRequest.builder()
            .streamName(stream).build()).streamDescriptionSummary().streamARN();
        String consumerArn = kinesis.registerStreamConsumer(RegisterStreamConsumerRequest.builder()
            .streamARN(streamArn).consumerName("reader").build()).consumer().consumerARN();
        var question = DescribeStreamConsumerRequest.builder().consumerARN(consumerArn).build();
        while (kinesis.describeStreamConsumer(question).consumerDescription().consumerStatus() != ConsumerStatus.ACTIVE)
            Thread.sleep(100);
        return consumerArn;
    }

    private void subscribe(String consumerArn, String shardId) throws Exception {
        var request = SubscribeToShardRequest.builder().consumerARN(consumerArn).shardId(shardId)
            .startingPosition(StartingPosition.builder().type(ShardIteratorType.TRIM_HORIZON).build()).build();
        var visitor = SubscribeToShardResponseHandler.Visitor.builder().onSubscribeToShardEvent(event -> {
            for (var record : event.records())
                tell("pushed", shardId, record.sequenceNumber(), record.partitionKey(), record.data().asUtf8String());
            if (event.hasChildShards()) tell("pushedAll", shardId, childrenIn(event.childShards()));
        }).build();
        var handler = SubscribeToShardResponseHandler.builder().subscriber(visitor).build();
        pushed.subscribeToShard(request, handler).get(60, TimeUnit.SECONDS);
    }

    private List<Shard> listShards() {
        return kinesis.listShards(ListShardsRequest.builder().streamName(stream).build()).shards();
    }

    private StreamDescription untilActive() throws Exception {
        for (;;) {
            StreamDescription description = kinesis.describeStream(
                DescribeStreamRequest.builder().streamName(stream).build()).streamDescription();
            if (description.streamStatus() == StreamStatus.ACTIVE) return description;
            Thread.sleep(100);
        }
    }

    private void untilGone() throws Exception {
        try {
            for (;;) {
                kinesis.describeStream(DescribeStreamRequest.builder().streamName(stream).build());
                Thread.sleep(100);
            }
        } catch (KinesisException error) {
            tell("deleted", error.awsErrorDetails().errorCode());
        }
    }

    private static void tell(Object... words) {
        out.println(String.join("\t", Stream.of(words).map(String::valueOf).toList()));
    }
}
