package io.gatehouse.broker.api.control;

import io.gatehouse.broker.model.ErrorCode;
import java.util.function.LongSupplier;

/**
 * Refuses orders of controllers that are not in office any more, and orders meant for an earlier life of this broker
 * (COMPAT D7.2, D7.3). Thread: any.
 */
public final class ControllerFence {
    private static final long NO_EPOCH = -1;

    private final LongSupplier ownBrokerEpoch;
    private int newestControllerEpoch = -1;

    /** @param ownBrokerEpoch -1 while this broker is not registered */
    public ControllerFence(LongSupplier ownBrokerEpoch) {
        this.ownBrokerEpoch = ownBrokerEpoch;
    }

    /** NONE if the order is to be carried out; then its controller is the newest that we know. */
    synchronized ErrorCode check(int controllerEpoch, long brokerEpoch) {
        if (brokerEpoch != NO_EPOCH && brokerEpoch < ownBrokerEpoch.getAsLong()) {
            return ErrorCode.STALE_BROKER_EPOCH;
        }
        if (controllerEpoch < newestControllerEpoch) {
            return ErrorCode.STALE_CONTROLLER_EPOCH;
        }
        newestControllerEpoch = controllerEpoch;
        return ErrorCode.NONE;
    }
}
