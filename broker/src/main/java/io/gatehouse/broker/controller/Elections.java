package io.gatehouse.broker.controller;

import io.gatehouse.broker.controller.znode.LeaderState;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;

/** Who is to lead, and who stays in sync: the table of COMPAT D3, pure. Empty where nobody may lead. */
final class Elections {
    private Elections() {}

    /** The first leader ever: the first live replica, with every live replica in sync (COMPAT D3.1). */
    static Optional<LeaderState> first(List<Integer> assigned, IntPredicate live, int controllerEpoch) {
        List<Integer> alive = keep(assigned, live);
        return alive.isEmpty()
                ? Optional.empty()
                : Optional.of(new LeaderState(alive.get(0), 0, alive, controllerEpoch, false));
    }

    /** The leader after a loss; an unclean one only where that is allowed, and alone. */
    static Optional<LeaderState> offline(
            LeaderState now, List<Integer> assigned, IntPredicate live, boolean unclean, int controllerEpoch) {
        List<Integer> alive = keep(assigned, live);
        Optional<Integer> clean = alive.stream().filter(now.isr()::contains).findFirst();
        if (clean.isPresent()) {
            return Optional.of(next(now, clean.get(), keep(now.isr(), live), now.recovering(), controllerEpoch));
        }
        return unclean && !alive.isEmpty()
                ? Optional.of(next(now, alive.get(0), List.of(alive.get(0)), true, controllerEpoch))
                : Optional.empty();
    }

    /** The leader when brokers say that they will stop: they leave the in-sync set, and lead no more. */
    static Optional<LeaderState> controlledShutdown(
            LeaderState now, List<Integer> assigned, IntPredicate live, IntPredicate stopping, int controllerEpoch) {
        List<Integer> isr = keep(now.isr(), stopping.negate());
        return assigned.stream()
                .filter(replica -> live.test(replica) && isr.contains(replica))
                .findFirst()
                .map(leader -> next(now, leader, isr, now.recovering(), controllerEpoch));
    }

    /**
     * The state after a replica went offline; empty where it was not in sync and nothing is to be written. The last one
     * stays in the set, so that a clean election remains possible (COMPAT D4.1).
     */
    static Optional<LeaderState> without(int replica, LeaderState now, int controllerEpoch) {
        boolean leads = now.leader() == replica;
        if (!now.isr().contains(replica) || (now.isr().size() == 1 && now.leader() == LeaderState.NO_LEADER)) {
            return Optional.empty();
        }
        List<Integer> isr = now.isr().size() == 1 ? now.isr() : keep(now.isr(), member -> member != replica);
        int leader = leads ? LeaderState.NO_LEADER : now.leader();
        return Optional.of(next(now, leader, isr, now.recovering(), controllerEpoch));
    }

    private static LeaderState next(
            LeaderState now, int leader, List<Integer> isr, boolean recovering, int controllerEpoch) {
        return new LeaderState(leader, now.leaderEpoch() + 1, isr, controllerEpoch, recovering);
    }

    private static List<Integer> keep(List<Integer> replicas, IntPredicate wanted) {
        return replicas.stream().filter(wanted::test).toList();
    }
}
