package io.gatehouse.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Asker;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.OtherAuthorizer;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.ApiSpecs;
import io.gatehouse.broker.api.ApiTable;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.connection.ApiVersionsHandler;
import io.gatehouse.broker.net.TestGate.Peer;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.GoldenRequests;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.Readable;
import org.apache.kafka.common.protocol.Writable;
import org.apache.kafka.common.protocol.types.RawTaggedField;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Attack 161: what goes wrong between reading a request and deciding about it, in every API of the table. Nobody gets an answer
 * that somebody may have something, whatever is thrown; the peer loses its connection, the broker nothing.
 */
final class FaultsTest {
    /** Refused to clients before they are read; the clients' library knows them no more. */
    private static final Set<ApiKey> CONTROL =
            EnumSet.of(ApiKey.LEADER_AND_ISR, ApiKey.STOP_REPLICA, ApiKey.UPDATE_METADATA, ApiKey.CONTROLLED_SHUTDOWN);

    /** All but ApiVersions, which tells whether the broker still serves, and what the pipeline answers by itself. */
    private static final List<ApiSpec> FAULTY = ApiSpecs.all().stream()
            .filter(spec -> spec.key() != ApiKey.API_VERSIONS
                    && spec.key() != ApiKey.SASL_HANDSHAKE
                    && spec.key() != ApiKey.SASL_AUTHENTICATE)
            .toList();

    private static final AclEngine CLOSED = new AclEngine(Set.of(), false, check -> {});

    /** What a handler does, and who decides. */
    private record Fault(String words, AclEngine acls, Function<RequestContext, CompletionStage<ApiMessage>> handler) {
        @Override
        public String toString() {
            return words;
        }
    }

    static Stream<Fault> faults() {
        return Stream.of(
                new Fault("throws before the check", CLOSED, context -> {
                    throw new IllegalStateException("a bug, for the test");
                }),
                new Fault("an assertion fails before the check", CLOSED, context -> {
                    throw new AssertionError("a bug, for the test");
                }),
                new Fault("runs out of stack before the check", CLOSED, context -> {
                    throw new StackOverflowError();
                }),
                new Fault("throws after the refusal", CLOSED, context -> {
                    assertThat(context.access().cluster(Operation.ALTER).allowed())
                            .isFalse();
                    throw new IllegalStateException("a bug, for the test");
                }),
                new Fault(
                        "fails later",
                        CLOSED,
                        context -> CompletableFuture.failedStage(new AssertionError("a bug, for the test"))),
                new Fault(
                        "answers what another API answers",
                        CLOSED,
                        context -> CompletableFuture.completedStage(new Unwritable())),
                new Fault(
                        "the authorizer throws",
                        AclEngine.askingInstead(new Thrower(), check -> {}),
                        FaultsTest::checked),
                new Fault(
                        "whoever hears of decisions throws",
                        new AclEngine(Set.of(), false, check -> {
                            throw new IllegalStateException("a bug, for the test");
                        }),
                        FaultsTest::checked));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void aFaultBeforeTheDecisionIsNoAnswerAndEndsNothingButTheConnection(Fault fault) {
        for (ApiSpec spec : faulty()) {
            TestGate gate = gate(fault.acls(), spec, fault.handler());
            Peer victim = gate.connect().send(frame(spec, body(spec)));

            assertThat(victim.rawAnswers()).as(spec.toString()).isEmpty();
            assertThat(victim.open()).as(spec.toString()).isFalse();
            serves(gate, spec);
        }
    }

    @ParameterizedTest
    @MethodSource("faulty")
    void aBodyThatCannotBeReadReachesNoHandler(ApiSpec spec) {
        AtomicInteger entered = new AtomicInteger();
        TestGate gate = gate(CLOSED, spec, context -> {
            entered.incrementAndGet();
            return new CompletableFuture<>();
        });
        byte[] whole = body(spec);

        Peer victim = gate.connect().send(frame(spec, Arrays.copyOf(whole, Math.max(0, whole.length - 1))));

        assertThat(entered).hasValue(0);
        assertThat(victim.rawAnswers()).isEmpty();
        assertThat(victim.open()).isFalse();
        serves(gate, spec);
    }

    @ParameterizedTest
    @MethodSource("faulty")
    void aCheckThatNeverEndsHoldsUpNobodyElse(ApiSpec spec) {
        CompletableFuture<ApiMessage> never = new CompletableFuture<>();
        TestGate gate = gate(CLOSED, spec, context -> never);
        Peer victim = gate.connect().send(frame(spec, body(spec)));

        assertThat(victim.rawAnswers()).isEmpty();
        Peer other = gate.connect().send(TestGate.versions(3, 5));
        assertThat(other.correlationIds()).containsExactly(5);

        other.close();
        victim.close();
        never.completeExceptionally(new IllegalStateException("at last, for the test"));
        victim.channel.runPendingTasks();
        serves(gate, spec);
    }

    static List<ApiSpec> faulty() {
        return FAULTY;
    }

    private static TestGate gate(
            AclEngine acls, ApiSpec faulty, Function<RequestContext, CompletionStage<ApiMessage>> body) {
        List<ApiHandler<?, ?>> handlers = new ArrayList<>();
        handlers.add(new ApiVersionsHandler(List::of));
        handlers.add(new ApiHandler<ApiMessage, ApiMessage>() {
            @Override
            public ApiSpec spec() {
                return faulty;
            }

            @Override
            public CompletionStage<ApiMessage> handle(ApiMessage request, RequestContext context) {
                return body.apply(context);
            }
        });
        return TestGate.open(new ApiTable(handlers), acls);
    }

    private static void serves(TestGate gate, ApiSpec spec) {
        Peer next = gate.connect().send(TestGate.versions(3, 9));
        assertThat(next.correlationIds()).as(spec.toString()).containsExactly(9);
        next.close();
        assertThat(gate.memory.metric().usedHeapMemory()).as(spec.toString()).isZero();
        assertThat(gate.limits.open()).as(spec.toString()).isZero();
    }

    private static CompletionStage<ApiMessage> checked(RequestContext context) {
        boolean allowed = context.access().cluster(Operation.ALTER).allowed();
        throw new AssertionError("the check ended, " + allowed);
    }

    /** What is in the controller's orders is not read. */
    private static byte[] body(ApiSpec spec) {
        return CONTROL.contains(spec.key())
                ? new byte[20]
                : GoldenRequests.of(spec.key(), spec.newest()).body();
    }

    private static byte[] frame(ApiSpec spec, byte[] body) {
        boolean flexible = CONTROL.contains(spec.key())
                || ApiMessageType.fromApiKey(spec.key().id()).requestHeaderVersion(spec.newest()) >= 2;
        int head = 2 + 2 + 4 + 2 + (flexible ? 1 : 0);
        ByteBuffer frame = ByteBuffer.allocate(4 + head + body.length)
                .putInt(head + body.length)
                .putShort(spec.key().id())
                .putShort(spec.newest())
                .putInt(1)
                .putShort((short) -1);
        if (flexible) {
            frame.put((byte) 0);
        }
        return frame.put(body).array();
    }

    private static final class Thrower implements OtherAuthorizer {
        @Override
        public boolean allows(Question question, Asker asker, boolean logged) {
            throw new IllegalStateException("a bug, for the test");
        }

        @Override
        public boolean allowsAny(Subject subject, Operation operation, ResourceType type, Asker asker) {
            throw new IllegalStateException("a bug, for the test");
        }
    }

    /** An answer that cannot be written. */
    private static final class Unwritable implements ApiMessage {
        @Override
        public short apiKey() {
            return 0;
        }

        @Override
        public short lowestSupportedVersion() {
            return 0;
        }

        @Override
        public short highestSupportedVersion() {
            return Short.MAX_VALUE;
        }

        @Override
        public void addSize(MessageSizeAccumulator size, ObjectSerializationCache cache, short version) {
            throw new AssertionError("a bug, for the test");
        }

        @Override
        public void write(Writable writable, ObjectSerializationCache cache, short version) {
            throw new AssertionError("a bug, for the test");
        }

        @Override
        public void read(Readable readable, short version) {
            throw new AssertionError("a bug, for the test");
        }

        @Override
        public List<RawTaggedField> unknownTaggedFields() {
            return List.of();
        }

        @Override
        public ApiMessage duplicate() {
            return this;
        }
    }
}
