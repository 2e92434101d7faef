package io.gatehouse.broker.api.control;

import io.gatehouse.broker.model.ErrorCode;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

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

    /**
     * Begins the order if it is to be carried out; then its controller is the newest that we know. One order begins at a
     * time, so that none of an old controller begins after one of its successor (COMPAT D7.1).
     */
    synchronized <T> T admit(
            int controllerEpoch,
            long brokerEpoch,
            boolean kraftController,
            Supplier<T> onAdmitted,
            Function<ErrorCode, T> onRefused) {
        if (kraftController) {
            return onRefused.apply(ErrorCode.INVALID_REQUEST); // COMPAT D7.7.
        }
        if (brokerEpoch != NO_EPOCH && brokerEpoch < ownBrokerEpoch.getAsLong()) {
            return onRefused.apply(ErrorCode.STALE_BROKER_EPOCH);
        }
        if (controllerEpoch < newestControllerEpoch) {
            return onRefused.apply(ErrorCode.STALE_CONTROLLER_EPOCH);
        }
        newestControllerEpoch = controllerEpoch;
        return onAdmitted.get();
    }
}
