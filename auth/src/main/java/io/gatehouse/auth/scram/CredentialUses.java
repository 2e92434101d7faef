package io.gatehouse.auth.scram;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

/**
 * When a log-in used which of a user's credentials last, as far as this broker saw, so that it can be told when a password that
 * was changed is used no more (PEERS B6). Bounded by the users who exist, two each. Thread: any.
 */
public final class CredentialUses {
    private static final int PER_USER_MAX = 2;

    private final ConcurrentMap<Owner, List<Use>> uses = new ConcurrentHashMap<>();
    private final Instant since;

    /** @param since when this broker began to watch: what was used before, it does not know */
    public CredentialUses(Instant since) {
        this.since = since;
    }

    public Instant since() {
        return since;
    }

    void used(ScramHash hash, String user, ScramCredential credential, Instant now) {
        Use use = new Use(credential.alone(), now);
        uses.merge(
                new Owner(hash, user),
                List.of(use),
                (before, newest) -> Stream.concat(
                                newest.stream(),
                                before.stream()
                                        .filter(older -> !older.credential().sameAs(credential)))
                        .limit(PER_USER_MAX)
                        .toList());
    }

    /** Empty if it was not used since this broker began to watch. */
    public Optional<Instant> lastUse(ScramHash hash, String user, ScramCredential credential) {
        return uses.getOrDefault(new Owner(hash, user), List.of()).stream()
                .filter(use -> use.credential().sameAs(credential))
                .map(Use::at)
                .findFirst();
    }

    private record Owner(ScramHash hash, String user) {}

    private record Use(ScramCredential credential, Instant at) {}
}
