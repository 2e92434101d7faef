package io.gatehouse.broker.api.control;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.Subject;
import io.gatehouse.auth.identity.Session;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.cluster.ImagePublisher;
import io.gatehouse.broker.cluster.LeaderAndIsr;
import io.gatehouse.broker.cluster.StopReplica;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.model.TopicId;
import io.gatehouse.broker.model.TopicName;
import io.gatehouse.broker.model.TopicPartition;
import io.gatehouse.broker.replica.ControlledReplicas;
import io.gatehouse.broker.wire.RequestHeader;
import io.gatehouse.broker.wire.control.LeaderAndIsrRequest;
import io.gatehouse.broker.wire.control.LeaderAndIsrResponse;
import io.gatehouse.broker.wire.control.StopReplicaRequest;
import io.gatehouse.broker.wire.control.StopReplicaResponse;
import io.gatehouse.broker.wire.control.UpdateMetadataRequest;
import io.gatehouse.broker.wire.control.UpdateMetadataResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.protocol.ApiMessage;
import org.junit.jupiter.api.Test;

/** The controller's orders at the broker that gets them (COMPAT D7, CONFORMANCE ACL-13). */
final class ControlHandlersTest {
    private static final VerifiedPrincipal BROKER = VerifiedPrincipal.user("CN=broker");
    private static final VerifiedPrincipal ALICE = VerifiedPrincipal.user("alice");
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final long OWN_EPOCH = 10;
    private static final TopicPartition ORDERS = new TopicPartition(new TopicName("orders"), 0);

    private final AclEngine engine = new AclEngine(Set.of(BROKER), false, check -> {});
    private final Replicas replicas = new Replicas();
    private final ImagePublisher cluster = new ImagePublisher();
    private final ControllerFence fence = new ControllerFence(() -> OWN_EPOCH);
    private final LeaderAndIsrHandler leaderAndIsr = new LeaderAndIsrHandler(fence, replicas);
    private final StopReplicaHandler stopReplica = new StopReplicaHandler(fence, replicas);
    private final UpdateMetadataHandler updateMetadata = new UpdateMetadataHandler(fence, cluster);

    @Test
    void anOrderOfTheControllerIsCarriedOutAndAnsweredPerPartition() {
        LeaderAndIsrResponse led = ask(leaderAndIsr, lead(3, OWN_EPOCH, false), BROKER);
        StopReplicaResponse stopped = ask(stopReplica, stop(3, OWN_EPOCH, false), BROKER);
        UpdateMetadataResponse told = ask(updateMetadata, news(3, OWN_EPOCH, false), BROKER);

        assertThat(led.body().errorCode()).isZero();
        assertThat(led.body().topics()).hasSize(1);
        assertThat(stopped.body().errorCode()).isZero();
        assertThat(told.body().errorCode()).isZero();
        assertThat(replicas.epochs).containsExactly(3, 3);
        assertThat(cluster.image().controller()).isPresent();
    }

    @Test
    void acl13_withoutClusterActionNothingIsDone() {
        assertThat(error(lead(3, OWN_EPOCH, false), ALICE)).isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
        assertThat(error(stop(3, OWN_EPOCH, false), ALICE)).isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
        assertThat(error(news(3, OWN_EPOCH, false), ALICE)).isEqualTo(ErrorCode.CLUSTER_AUTHORIZATION_FAILED);
        nothingWasDone();
    }

    @Test
    void d72_ordersOfAControllerOutOfOfficeAreRefused() {
        ask(leaderAndIsr, lead(5, OWN_EPOCH, false), BROKER);
        replicas.epochs.clear();

        assertThat(error(lead(4, OWN_EPOCH, false), BROKER)).isEqualTo(ErrorCode.STALE_CONTROLLER_EPOCH);
        assertThat(error(stop(4, OWN_EPOCH, false), BROKER)).isEqualTo(ErrorCode.STALE_CONTROLLER_EPOCH);
        assertThat(error(news(4, OWN_EPOCH, false), BROKER)).isEqualTo(ErrorCode.STALE_CONTROLLER_EPOCH);
        nothingWasDone();
        assertThat(error(lead(5, OWN_EPOCH, false), BROKER)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void d73_ordersForAnEarlierLifeOfThisBrokerAreRefusedAndThoseWithoutAnEpochAreNot() {
        assertThat(error(lead(3, OWN_EPOCH - 1, false), BROKER)).isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
        assertThat(error(stop(3, OWN_EPOCH - 1, false), BROKER)).isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
        assertThat(error(news(3, OWN_EPOCH - 1, false), BROKER)).isEqualTo(ErrorCode.STALE_BROKER_EPOCH);
        nothingWasDone();
        assertThat(error(lead(3, -1, false), BROKER)).isEqualTo(ErrorCode.NONE);
    }

    @Test
    void d77_ordersOfAKRaftControllerAreRefused() {
        assertThat(error(lead(3, OWN_EPOCH, true), BROKER)).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error(stop(3, OWN_EPOCH, true), BROKER)).isEqualTo(ErrorCode.INVALID_REQUEST);
        assertThat(error(news(3, OWN_EPOCH, true), BROKER)).isEqualTo(ErrorCode.INVALID_REQUEST);
        nothingWasDone();
    }

    @Test
    void d71_noOrderOfAnOldControllerBeginsAfterOneOfItsSuccessor() throws Exception {
        List<Thread> controllers = new ArrayList<>();
        for (int epoch = 1; epoch <= 8; epoch++) {
            LeaderAndIsrRequest order = lead(epoch, OWN_EPOCH, false);
            Thread controller = new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    ask(leaderAndIsr, order, BROKER);
                }
            });
            controller.start();
            controllers.add(controller);
        }
        for (Thread controller : controllers) {
            controller.join();
        }

        assertThat(replicas.epochs).isSorted().endsWith(8);
    }

    private void nothingWasDone() {
        assertThat(replicas.epochs).isEmpty();
        assertThat(cluster.image().controller()).isEmpty();
    }

    private ErrorCode error(LeaderAndIsrRequest request, VerifiedPrincipal who) {
        return ErrorCode.ofCode(ask(leaderAndIsr, request, who).body().errorCode());
    }

    private ErrorCode error(StopReplicaRequest request, VerifiedPrincipal who) {
        return ErrorCode.ofCode(ask(stopReplica, request, who).body().errorCode());
    }

    private ErrorCode error(UpdateMetadataRequest request, VerifiedPrincipal who) {
        return ErrorCode.ofCode(ask(updateMetadata, request, who).body().errorCode());
    }

    private <Q extends ApiMessage, S extends ApiMessage> S ask(
            ApiHandler<Q, S> handler, Q request, VerifiedPrincipal who) {
        RequestContext context = new RequestContext(
                new RequestHeader(handler.spec().key().id(), handler.spec().newest(), 1, "controller"),
                new Session("s", who, "SSL", "INTERNAL", "10.0.0.7", NOW, Optional.empty()),
                engine.access(new Subject(who, "10.0.0.7")),
                NOW,
                Runnable::run);
        CompletableFuture<S> answer = handler.handle(request, context).toCompletableFuture();
        assertThat(answer).isDone();
        return answer.join();
    }

    private static LeaderAndIsrRequest lead(int controllerEpoch, long brokerEpoch, boolean kraft) {
        return new LeaderAndIsrRequest(new LeaderAndIsrRequest.Body(
                0,
                kraft,
                controllerEpoch,
                brokerEpoch,
                (byte) 0,
                List.of(new LeaderAndIsrRequest.Topic(
                        ORDERS.topic().value(),
                        new TopicId(new UUID(1, 2)),
                        List.of(new LeaderAndIsrRequest.Partition(
                                0, controllerEpoch, 0, 0, List.of(0), 0, List.of(0), List.of(), List.of(), true, (byte)
                                        0)))),
                List.of()));
    }

    private static StopReplicaRequest stop(int controllerEpoch, long brokerEpoch, boolean kraft) {
        return new StopReplicaRequest(new StopReplicaRequest.Body(
                0,
                kraft,
                controllerEpoch,
                brokerEpoch,
                List.of(new StopReplicaRequest.Topic(
                        ORDERS.topic().value(), List.of(new StopReplicaRequest.Partition(0, 1, false))))));
    }

    private static UpdateMetadataRequest news(int controllerEpoch, long brokerEpoch, boolean kraft) {
        return new UpdateMetadataRequest(
                new UpdateMetadataRequest.Body(0, kraft, controllerEpoch, brokerEpoch, List.of(), List.of(), (byte) 0));
    }

    /** Writes down the epoch of each order that begins. */
    private static final class Replicas implements ControlledReplicas {
        private final List<Integer> epochs = Collections.synchronizedList(new ArrayList<>());

        @Override
        public CompletionStage<Map<TopicPartition, ErrorCode>> apply(LeaderAndIsr order) {
            epochs.add(order.controllerEpoch());
            return CompletableFuture.completedStage(Map.of(ORDERS, ErrorCode.NONE));
        }

        @Override
        public CompletionStage<Map<TopicPartition, ErrorCode>> apply(StopReplica order) {
            epochs.add(order.controllerEpoch());
            return CompletableFuture.completedStage(Map.of(ORDERS, ErrorCode.NONE));
        }
    }
}
