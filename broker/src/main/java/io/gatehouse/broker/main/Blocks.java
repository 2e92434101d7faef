package io.gatehouse.broker.main;

import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.block.BlockList;
import io.gatehouse.auth.block.BlockStore;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.session.SessionRegistry;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** The block list as this broker follows it: what is stored, and what listeners ask. */
record Blocks(BlockStore store, BlockList list) {
    /** @param exempt who always gets in */
    static Blocks follow(BlockStore store, Set<VerifiedPrincipal> exempt) {
        BlockList list = new BlockList(exempt);
        Runnable taken = () -> list.replace(store.all().values());
        store.onChange(taken);
        taken.run();
        return new Blocks(store, list);
    }

    /** Whoever is blocked is sent away, after the list has it: a client comes back at once. */
    void endSessions(SessionRegistry sessions, Foundation base) {
        store.onChange(() -> {
            Instant now = base.clock().instant();
            sessions.endAll(session ->
                            list.of(session.principal(), session.host(), now).isPresent())
                    .forEach(session -> base.audit()
                            .record(new AuditEvent("session", "ended", Map.of())
                                    .with("reason", "blocked")
                                    .with("principal", session.principal().toString())
                                    .with("mechanism", session.mechanism())
                                    .with("listener", session.listener())
                                    .with("peer", session.host())
                                    .with("session", session.id())));
        });
    }
}
