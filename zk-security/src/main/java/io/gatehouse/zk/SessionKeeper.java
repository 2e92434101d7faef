package io.gatehouse.zk;

import io.gatehouse.tls.LiveMaterial;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.ZooKeeper;
import org.apache.zookeeper.client.ZKClientConfig;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session open: opens the first, follows its state, and opens a new one when it has expired.
 *
 * <p>Thread: states arrive on ZooKeeper's event thread; handles are opened on the keeper's own thread, which may block.
 */
final class SessionKeeper implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(SessionKeeper.class);

    /** A server that is just starting gets this long before we look for the reason. */
    private static final long PROBE_MILLIS = 1_000;

    private static final long REOPEN_MILLIS = 1_000;
    private static final int CLOSE_MILLIS = 3_000;

    /** How long a server may take to end a session that was open. */
    private static final int END_MILLIS = 10_000;

    /** Servers may stop during log-ins; that they hang up in so many in a row is their answer. */
    private static final int LOG_INS_MAX = 3;

    private final ZkSettings settings;
    private final CallQueue calls;
    private final Optional<ClientTls> tls;
    private final Optional<KerberosLogIn> kerberos;
    private final ZKClientConfig config;
    private final List<Consumer<SessionState>> listeners = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> opened = new CompletableFuture<>();
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(SessionKeeper::daemon);

    /** Written by the keeper's thread and {@link #open}; read by all. */
    private volatile @Nullable Handle current;

    private volatile boolean closed;
    private volatile String lastProblem = "no server answered";

    SessionKeeper(ZkSettings settings, CallQueue calls) {
        this.settings = settings;
        this.calls = calls;
        this.tls = settings.tls().map(given -> ClientTls.load(given, settings.otherIdentityAllowed()));
        this.kerberos = settings.kerberos().map(KerberosLogIn::of);
        this.config = ClientConfig.of(tls, kerberos);
    }

    /** Opens the first session or says why it cannot be opened. */
    void open() {
        newHandle(true);
        later(PROBE_MILLIS, this::beginProbing);
        await(opened);
    }

    /** Waits at most the connection timeout. Only for the thread that opens the session. */
    <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(settings.connectionTimeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new ZkUnavailable("no ZooKeeper session with " + settings.servers() + " within "
                    + settings.connectionTimeout().toMillis() + " ms: " + lastProblem
                    + kerberos.map(own -> ", or the KDC does not answer about " + own.principal())
                            .orElse(""));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof ZkFailure failure) {
                throw failure;
            }
            throw new IllegalStateException("opening the ZooKeeper session", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ZkUnavailable("interrupted while opening the ZooKeeper session");
        }
    }

    void listen(Consumer<SessionState> listener) {
        listeners.add(listener);
    }

    long sessionId() {
        Handle handle = current;
        return handle == null ? 0 : handle.zookeeper().getSessionId();
    }

    /** A watch that runs {@code onChange} at a change of a znode, and never for a session that is over. */
    Watcher watcher(Runnable onChange) {
        Handle mine = current;
        return event -> {
            if (event.getType() != Watcher.Event.EventType.None && mine == current && !closed) {
                onChange.run();
            }
        };
    }

    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        calls.close();
        opened.completeExceptionally(new ZkUnavailable("the ZooKeeper session is closed"));
        Handle handle = current;
        if (handle != null) {
            end(handle);
        }
        kerberos.ifPresent(KerberosLogIn::close);
        tls.ifPresent(ClientTls::close);
    }

    /** What connections are made with. */
    Optional<LiveMaterial> material() {
        return tls.map(ClientTls::material);
    }

    /** A server that answers soon needs no probe, whose TLS takes its time to make. */
    private void beginProbing() {
        if (!opened.isDone()) {
            try {
                probe(ConnectProbe.of(settings, tls));
            } catch (ZkUnavailable e) {
                opened.completeExceptionally(e);
            }
        }
    }

    /** Looks for the reason as long as no session is open. */
    private void probe(ConnectProbe probe) {
        if (opened.isDone()) {
            return;
        }
        ConnectProbe.Finding finding = probe.look();
        lastProblem = finding.sentence();
        if (finding.lasting()) {
            opened.completeExceptionally(
                    new ZkUnavailable("no ZooKeeper session with " + settings.servers() + ": " + finding.sentence()));
        }
        later(PROBE_MILLIS, () -> probe(probe));
    }

    private void newHandle(boolean first) {
        if (closed) {
            return;
        }
        Handle handle = new Handle(first);
        try {
            handle.start();
            if (closed) { // Closed meanwhile: nobody else will end this one.
                end(handle);
            }
        } catch (IOException | IllegalArgumentException e) {
            if (first) {
                throw new ZkUnavailable("zookeeper.connect = " + settings.connect() + ": " + e.getMessage());
            }
            LOGGER.atWarn().setCause(e).log("ZooKeeper session not opened, trying again");
            later(REOPEN_MILLIS, () -> newHandle(false));
        }
    }

    private void later(long millis, Runnable work) {
        if (!closed) {
            var unused = thread.schedule(work, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void over(Handle handle) {
        if (handle != current || closed) {
            return;
        }
        LOGGER.atWarn().addKeyValue("session", Long.toHexString(sessionId())).log("ZooKeeper session expired");
        tell(SessionState.EXPIRED);
        calls.expire();
        thread.execute(() -> {
            end(handle);
            newHandle(false);
        });
    }

    /**
     * CONFORMANCE ZKS-17. ZooKeeper's client goes on without a log-in that failed, with the rights of the certificate alone; we
     * end the session.
     */
    private void denied(Handle handle) {
        if (handle != current || closed || handle.denied) {
            return;
        }
        handle.denied = true;
        if (handle.connectedBefore) {
            tell(SessionState.EXPIRED);
            calls.expire();
        }
        thread.execute(() -> {
            boolean starting = !opened.isDone();
            if (!starting) {
                end(handle);
            }
            String problem =
                    kerberos.map(own -> own.problem(settings.servers())).orElse("ZooKeeper refuses this broker");
            if (starting) {
                opened.completeExceptionally(
                        new ZkUnavailable("no ZooKeeper session with " + settings.servers() + ": " + problem));
            } else {
                LOGGER.atWarn().addKeyValue("reason", problem).log("ZooKeeper session not opened, trying again");
                later(REOPEN_MILLIS, () -> newHandle(false));
            }
        });
    }

    private void connected(Handle handle) {
        boolean fresh = !handle.connectedBefore;
        handle.connectedBefore = true;
        calls.resume(handle.zookeeper());
        if (handle.first && fresh) {
            opened.complete(null);
        } else {
            LOGGER.atInfo()
                    .addKeyValue("session", Long.toHexString(sessionId()))
                    .log(fresh ? "new ZooKeeper session opened" : "ZooKeeper session goes on");
            tell(fresh ? SessionState.RECONNECTED_NEW_SESSION : SessionState.CONNECTED);
        }
    }

    private void tell(SessionState state) {
        listeners.forEach(listener -> listener.accept(state));
    }

    /** Waits for a while only: ZooKeeper's client may be waiting itself, for a KDC that says nothing. */
    private static void end(Handle handle) {
        ZooKeeper client = handle.zookeeper();
        Thread ending = daemon(() -> close(client));
        ending.start();
        try {
            ending.join(handle.connectedBefore ? END_MILLIS : CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(ZooKeeper client) {
        try {
            client.close(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "zk-session");
        thread.setDaemon(true);
        return thread;
    }

    /** One session with ZooKeeper's client, and what its event thread tells. */
    private final class Handle implements Watcher {
        private final boolean first;
        private @Nullable ZooKeeper client;

        /** Written by the event thread only. */
        private volatile boolean connectedBefore;

        /** Event thread only, as the one below. */
        private boolean denied;

        /** How many log-ins in a row have been begun and not ended; the calls wait for the end. */
        private int logIns;

        Handle(boolean first) {
            this.first = first;
        }

        void start() throws IOException {
            current = this;
            synchronized (this) {
                client = new ZooKeeper(
                        settings.servers(),
                        (int) settings.sessionTimeout().toMillis(),
                        this,
                        false,
                        NamedServers.of(settings.servers()),
                        config);
            }
        }

        synchronized ZooKeeper zookeeper() {
            if (client == null) {
                throw new IllegalStateException("the ZooKeeper client is not started");
            }
            return client;
        }

        @Override
        public void process(WatchedEvent event) {
            if (event.getType() != Event.EventType.None || this != current) {
                return;
            }
            Event.KeeperState state = event.getState();
            if (state == null) { // How the client tells that it could not even begin to log in.
                denied(this);
                return;
            }
            switch (state) {
                case SyncConnected -> {
                    if (kerberos.isPresent()) {
                        logIns++;
                    } else {
                        connected(this);
                    }
                }
                case SaslAuthenticated -> {
                    if (logIns > 0 && !denied) {
                        logIns = 0;
                        connected(this);
                    }
                }
                case Disconnected -> {
                    calls.pause();
                    tell(SessionState.DISCONNECTED);
                    if (logIns >= LOG_INS_MAX) {
                        denied(this);
                    }
                }
                case AuthFailed -> denied(this);
                case Expired -> over(this);
                default -> {}
            }
        }
    }
}
