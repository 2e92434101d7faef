package io.gatehouse.auth.oauth;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One provider's keys: fetched at the start, again and again after that, and once more when a token names one that is not
 * known (CONFORMANCE OAU-08). A set that cannot be used never takes the place of a good one. However many clients ask for a
 * key that is not there, one fetch is under way and no thread waits for it; the next begins {@link #ASKED_AT_MOST_EVERY}
 * after the last at the earliest, so strangers cannot make us flood the provider (attack 102).
 *
 * <p>Thread: fetches run on the one that it was given; {@code known} is written there and read by any; the rest is guarded by
 * this object's lock, under which nothing waits.
 */
public final class SigningKeys implements ProviderKeys {
    static final Duration ASKED_AT_MOST_EVERY = Duration.ofSeconds(3);

    /** A client's log-in may take ten seconds, of which others need some. */
    static final Duration WAIT_MAX = Duration.ofSeconds(8);

    private static final int TRIES_AT_START = 3;
    private static final Duration PAUSE_AT_START_MAX = Duration.ofSeconds(1);

    private static final Logger LOGGER = LoggerFactory.getLogger(SigningKeys.class);

    private final KeySetSource source;
    private final Optional<KeySetCopy> copy;
    private final KeyTiming timing;
    private final ScheduledExecutorService thread;
    private final InstantSource clock;

    private volatile @Nullable Known known;

    private @Nullable ScheduledFuture<?> planned;
    private @Nullable CompletableFuture<Boolean> awaited;
    private Instant begun = Instant.MIN;
    private int failures;

    private record Known(KeySet keys, Instant fetched) {}

    /**
     * @param copy where the last good set is kept, for a start while the provider is away
     * @param thread for fetches alone, as they may take seconds
     */
    public SigningKeys(
            KeySetSource source,
            Optional<KeySetCopy> copy,
            KeyTiming timing,
            ScheduledExecutorService thread,
            InstantSource clock) {
        this.source = source;
        this.copy = copy;
        this.timing = timing;
        this.thread = thread;
        this.clock = clock;
    }

    /**
     * Fetches the keys for the first time, or takes the copy where the provider is away. Blocks for some seconds at most.
     *
     * @throws KeySetUnavailable when there is neither
     */
    public void start() {
        IOException failure = new IOException("not asked");
        for (int tries = 1; tries <= TRIES_AT_START; tries++) {
            try {
                accept(KeySet.parse(source.read()));
                plan(timing.refresh());
                return;
            } catch (IOException e) {
                failure = e;
                if (!source.remote()
                        || tries == TRIES_AT_START
                        || Thread.currentThread().isInterrupted()) {
                    break;
                }
                pause(timing.after(tries));
            }
        }
        takeCopy(failure);
        failures = 1;
        plan(timing.after(failures));
    }

    /** However long the settings let failures rest: somebody waits for the start. */
    private static void pause(Duration wait) {
        try {
            TimeUnit.MILLISECONDS.sleep(Math.min(wait.toMillis(), PAUSE_AT_START_MAX.toMillis()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void takeCopy(IOException failure) {
        KeySetCopy.Content content;
        try {
            if (copy.isEmpty()) {
                throw new IOException("no copy is kept of it");
            }
            content = copy.get().read(source.place());
        } catch (IOException e) {
            throw new KeySetUnavailable(
                    "sasl.oauthbearer.jwks.endpoint.url = " + source.place() + " gives no keys: " + failure.getMessage()
                            + "; and there is no earlier copy: " + e.getMessage()
                            + (source.remote()
                                    ? " (expected: the identity provider answers when the broker starts for the first time)"
                                    : " (expected: a file with a JSON Web Key Set)"),
                    failure);
        }
        if (stale(content.fetched(), clock.instant())) {
            throw new KeySetUnavailable(
                    "sasl.oauthbearer.jwks.endpoint.url = " + source.place() + " gives no keys: " + failure.getMessage()
                            + "; and the copy of " + content.fetched() + " is older than "
                            + timing.staleAfter().toSeconds() + " s (expected: the identity provider answers)",
                    failure);
        }
        known = new Known(content.keys(), content.fetched());
        LOGGER.atWarn()
                .addKeyValue("url", source.place())
                .addKeyValue("reason", failure.getMessage())
                .addKeyValue("fetched", content.fetched())
                .addKeyValue("keys", Shown.list(content.keys().ids()))
                .log("identity provider away: tokens are judged by the last keys that it gave");
    }

    @Override
    public Optional<KeySet> current(Instant now) {
        return Optional.ofNullable(known)
                .filter(last -> !stale(last.fetched(), now))
                .map(Known::keys);
    }

    private boolean stale(Instant fetched, Instant now) {
        return now.isAfter(fetched.plus(timing.staleAfter()));
    }

    @Override
    public CompletionStage<Boolean> renewed() {
        return source.remote()
                ? join().copy().completeOnTimeout(false, WAIT_MAX.toMillis(), TimeUnit.MILLISECONDS)
                : CompletableFuture.completedStage(true); // OAU-09.
    }

    private synchronized CompletableFuture<Boolean> join() {
        if (awaited == null) {
            awaited = new CompletableFuture<>();
            plan(untilAskedAgain());
        }
        return awaited;
    }

    private Duration untilAskedAgain() {
        Duration since = begun.equals(Instant.MIN) ? ASKED_AT_MOST_EVERY : Duration.between(begun, clock.instant());
        Duration left = ASKED_AT_MOST_EVERY.minus(since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** Fetches next at that time, and not when it was to be before. */
    private synchronized void plan(Duration wait) {
        if (planned != null) {
            planned.cancel(false);
        }
        try {
            planned = thread.schedule(this::renew, wait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            planned = null; // The broker is stopping.
        }
    }

    private void renew() {
        CompletableFuture<Boolean> done = begin();
        Duration wait = timing.backOffMax();
        boolean renewed = false;
        try {
            accept(KeySet.parse(source.read()));
            wait = timing.refresh();
            renewed = true;
        } catch (IOException e) {
            wait = failed(e.getMessage());
        } catch (RuntimeException e) { // A bug of ours must not end the fetching.
            LOGGER.atError().addKeyValue("url", source.place()).setCause(e).log("fetching keys failed");
        } finally {
            planAfter(wait);
            done.complete(renewed);
        }
    }

    /** Who asks from now on asks for the next one: this one may have been answered before the provider changed its keys. */
    private synchronized CompletableFuture<Boolean> begin() {
        CompletableFuture<Boolean> waiting = awaited == null ? new CompletableFuture<>() : awaited;
        awaited = null;
        begun = clock.instant();
        return waiting;
    }

    /** Those who asked meanwhile do not wait for the usual time. */
    private synchronized void planAfter(Duration usual) {
        plan(awaited == null ? usual : untilAskedAgain());
    }

    private void accept(KeySet next) {
        Known last = known;
        known = new Known(next, clock.instant());
        Set<String> before = last == null ? Set.of() : last.keys().ids();
        boolean news = last == null
                || !before.equals(next.ids())
                || !last.keys().leftOut().equals(next.leftOut());
        if (news || failures > 0) {
            LOGGER.atInfo()
                    .addKeyValue("url", source.place())
                    .addKeyValue("keys", Shown.list(next.ids()))
                    .addKeyValue("new", Shown.list(without(next.ids(), before)))
                    .addKeyValue("gone", Shown.list(without(before, next.ids())))
                    .log("keys of the identity provider");
        }
        if (news) {
            next.leftOut()
                    .forEach(reason -> LOGGER.atWarn()
                            .addKeyValue("url", source.place())
                            .addKeyValue("reason", reason)
                            .log("a key of the identity provider is not used"));
        }
        failures = 0;
        keep(next);
    }

    private void keep(KeySet next) {
        if (copy.isEmpty()) {
            return;
        }
        try {
            copy.get().write(source.place(), next, clock.instant());
        } catch (IOException e) {
            LOGGER.atWarn()
                    .addKeyValue("url", source.place())
                    .addKeyValue("reason", e.toString())
                    .log("no copy of the identity provider's keys could be kept");
        }
    }

    private static Set<String> without(Set<String> all, Set<String> those) {
        Set<String> rest = new TreeSet<>(all);
        rest.removeAll(those);
        return rest;
    }

    private Duration failed(@Nullable String reason) {
        failures++;
        Duration wait = timing.after(failures);
        Known last = known;
        boolean over = last == null || stale(last.fetched(), clock.instant());
        // The first failure, and then each time the number of failures has doubled: an outage of a day is 13 lines.
        if (Integer.bitCount(failures) == 1) {
            LOGGER.atWarn()
                    .addKeyValue("url", source.place())
                    .addKeyValue("reason", String.valueOf(reason))
                    .addKeyValue("failures", failures)
                    .addKeyValue(
                            "fetched", last == null ? "never" : last.fetched().toString())
                    .log(
                            over
                                    ? "identity provider away for too long: no token is believed until it answers"
                                    : "identity provider away: tokens are judged by the last keys that it gave");
        }
        return wait;
    }
}
