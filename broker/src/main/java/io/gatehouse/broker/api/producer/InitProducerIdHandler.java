package io.gatehouse.broker.api.producer;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiHandler;
import io.gatehouse.broker.api.ApiSpec;
import io.gatehouse.broker.api.RequestContext;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.controller.producerids.ProducerIds;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;

/**
 * InitProducerId (key 22): an id for an idempotent producer.
 *
 * <p>Transactions are not served: who may write the transactional id is told UNSUPPORTED_VERSION, which clients take as
 * final; a retriable error would have them ask for ever.
 */
public final class InitProducerIdHandler implements ApiHandler<InitProducerIdRequestData, InitProducerIdResponseData> {
    private static final ApiSpec SPEC = new ApiSpec(
            ApiKey.INIT_PRODUCER_ID,
            0,
            5,
            RequiredRights.byRequest(
                    "IdempotentWrite on the cluster or Write on any topic; with a transactional id Write on it (ACL-30)",
                    RequiredRights.on(ResourceType.TRANSACTIONAL_ID, Operation.WRITE),
                    RequiredRights.on(ResourceType.CLUSTER, Operation.IDEMPOTENT_WRITE),
                    RequiredRights.on(ResourceType.TOPIC, Operation.WRITE)));

    private static final short FIRST_EPOCH = 0;

    private final ProducerIds ids;

    public InitProducerIdHandler(ProducerIds ids) {
        this.ids = ids;
    }

    @Override
    public ApiSpec spec() {
        return SPEC;
    }

    @Override
    public CompletionStage<InitProducerIdResponseData> handle(
            InitProducerIdRequestData request, RequestContext context) {
        String transactionalId = request.transactionalId();
        return CompletableFuture.completedStage(
                transactionalId == null ? idempotent(context) : transactional(transactionalId, context));
    }

    private InitProducerIdResponseData idempotent(RequestContext context) {
        // Write on some topic is the usual case: asked first, so that the other refusal is no audit event.
        if (context.access().anyTopic(Operation.WRITE)) {
            return answer();
        }
        return context.access()
                .cluster(Operation.IDEMPOTENT_WRITE)
                .fold(permit -> answer(), InitProducerIdHandler::refused);
    }

    private static InitProducerIdResponseData transactional(String transactionalId, RequestContext context) {
        if (transactionalId.isEmpty()) {
            return refused(ErrorCode.INVALID_REQUEST);
        }
        return context.access()
                .transactionalId(Operation.WRITE, transactionalId)
                .fold(permit -> refused(ErrorCode.UNSUPPORTED_VERSION), InitProducerIdHandler::refused);
    }

    private InitProducerIdResponseData answer() {
        OptionalLong id = ids.next();
        return id.isPresent()
                ? new InitProducerIdResponseData().setProducerId(id.getAsLong()).setProducerEpoch(FIRST_EPOCH)
                : refused(ErrorCode.COORDINATOR_LOAD_IN_PROGRESS);
    }

    private static InitProducerIdResponseData refused(ErrorCode error) {
        return new InitProducerIdResponseData()
                .setErrorCode(error.code())
                .setProducerId(-1)
                .setProducerEpoch((short) -1);
    }
}
