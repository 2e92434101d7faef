package io.gatehouse.tls;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * Keys and trust that follow their files. A look at the files is cheap; when they have changed and two looks in a row see
 * the same, what they hold is read, checked against what is in use, and put in its place as a whole: new handshakes use it,
 * connections that are open stay open. What is no good changes nothing.
 *
 * <p>Thread: {@link #look} on one thread at a time, which may block on files; everything else any.
 */
public final class LiveMaterial {
    /** Whoever makes handshakes with the material. */
    public interface User {
        /**
         * Makes everything that {@code next} needs, without using it yet.
         *
         * @throws TlsConfigurationException when it cannot be used
         */
        Change prepare(TlsMaterial next);
    }

    /** Prepared material; one of the two is called. */
    public interface Change {
        /** New handshakes use it from now on. Must not fail. */
        void use();

        /** Somebody else could not use it. Must not fail. */
        void drop();
    }

    /** What was refused is judged again after so long, in case it was a matter of time. */
    private static final Duration JUDGED_AGAIN_AFTER = Duration.ofMinutes(1);

    private final TlsSettings settings;
    private final ReloadRules rules;
    private final List<Path> files;
    private final List<User> users = new CopyOnWriteArrayList<>();

    private volatile TlsMaterial current;
    private FilesDigest judged;
    private FilesDigest seen;
    /** Why what the files hold is not used; empty when it is. */
    private String refusal = "";

    private Instant judgeAgainAt = Instant.MAX;

    private LiveMaterial(
            TlsSettings settings, ReloadRules rules, List<Path> files, TlsMaterial first, FilesDigest read) {
        this.settings = settings;
        this.rules = rules;
        this.files = files;
        this.current = first;
        this.judged = read;
        this.seen = read;
    }

    /** @throws TlsConfigurationException as {@link TlsMaterial#load} */
    public static LiveMaterial load(TlsSettings settings, ReloadRules rules) {
        List<Path> files = Stream.of(
                        settings.keyStore().location(),
                        settings.trustStore().location(),
                        settings.revocation().location())
                .flatMap(Optional::stream)
                .toList();
        FilesDigest before = FilesDigest.of(files); // A change while we read is seen by the first look.
        return new LiveMaterial(settings, rules, files, TlsMaterial.load(settings), before);
    }

    public TlsMaterial current() {
        return current;
    }

    /** From the next replacement on. */
    public void add(User user) {
        users.add(user);
    }

    public Reload look(Instant now) {
        FilesDigest found = FilesDigest.of(files);
        boolean settled = found.equals(seen);
        seen = found;
        if (found.equals(judged) && now.isBefore(judgeAgainAt)) {
            return Reload.SAME;
        }
        return settled ? judge(found, now) : Reload.SETTLING;
    }

    private Reload judge(FilesDigest found, Instant now) {
        Reload outcome = replace(found, now);
        if (outcome.state() == Reload.State.SETTLING) {
            return outcome;
        }
        boolean told = found.equals(judged) && outcome.reason().equals(refusal);
        boolean refused = outcome.state() == Reload.State.REFUSED;
        judged = found;
        refusal = refused ? outcome.reason() : "";
        // A certificate may not be valid yet; a file may be closed to us for the moment.
        judgeAgainAt = refused ? now.plus(JUDGED_AGAIN_AFTER) : Instant.MAX;
        return told ? Reload.SAME : outcome;
    }

    private Reload replace(FilesDigest found, Instant now) {
        TlsMaterial next;
        try {
            next = TlsMaterial.load(settings);
        } catch (TlsConfigurationException e) {
            return refused(String.valueOf(e.getMessage()));
        }
        if (!FilesDigest.of(files).equals(found)) {
            return Reload.SETTLING; // What was read may be of two minds.
        }
        List<String> mistakes = MaterialCheck.mistakes(rules, current, next, now);
        if (!mistakes.isEmpty()) {
            return refused(String.join("; ", mistakes));
        }
        List<Change> changes;
        try {
            changes = prepared(users, next);
        } catch (TlsConfigurationException e) {
            return refused(String.valueOf(e.getMessage()));
        }
        changes.forEach(Change::use);
        current = next;
        return new Reload(Reload.State.REPLACED, next.describe());
    }

    private static List<Change> prepared(List<User> users, TlsMaterial next) {
        List<Change> changes = new ArrayList<>();
        try {
            users.forEach(user -> changes.add(user.prepare(next)));
            return changes;
        } catch (TlsConfigurationException e) {
            changes.forEach(Change::drop);
            throw e;
        }
    }

    /**
     * What other settings would give some of the users, under the same conditions as other content of the files. Thread:
     * as {@link #look}.
     *
     * @param heirs users of this material, who leave it when the succession is used
     * @throws TlsConfigurationException when it is no good; then nothing has changed
     */
    public Succession succeed(TlsSettings other, ReloadRules otherRules, List<User> heirs, Instant now) {
        LiveMaterial next = load(other, otherRules);
        List<String> mistakes = MaterialCheck.mistakes(otherRules, current, next.current, now);
        if (!mistakes.isEmpty()) {
            throw new TlsConfigurationException(String.join("; ", mistakes));
        }
        return new Succession(this, next, List.copyOf(heirs), prepared(heirs, next.current));
    }

    /** They make no handshakes with it any more. */
    public void leave(List<User> leavers) {
        users.removeAll(leavers);
    }

    private static Reload refused(String reason) {
        return new Reload(Reload.State.REFUSED, reason);
    }
}
