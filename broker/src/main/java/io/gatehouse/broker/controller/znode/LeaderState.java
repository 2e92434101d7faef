package io.gatehouse.broker.controller.znode;

import java.util.List;

/**
 * Who leads one partition, as its state znode holds it.
 *
 * @param leader a broker id or {@link #NO_LEADER}
 * @param recovering the leader was elected uncleanly and is recovering
 */
public record LeaderState(int leader, int leaderEpoch, List<Integer> isr, int controllerEpoch, boolean recovering) {
    public static final int NO_LEADER = -1;

    public LeaderState {
        isr = List.copyOf(isr);
    }
}
