package io.gatehouse.broker.main.quickstart;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options, and the life of the process: start, demo or wait, stop. */
@Command(
        name = "gatehouse quickstart",
        mixinStandardHelpOptions = true,
        description = "Starts a secured broker on this machine: certificates, ZooKeeper, users, rules and a topic.")
final class QuickstartCommand implements Callable<Integer> {
    private final PrintWriter out;
    private final SecureRandom random;
    private final InstantSource clock;
    private final Progress progress;
    private final Stack running;
    /** Written by the shutdown hook, read by main when something fails while the hook is stopping it. */
    private volatile boolean stopping;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            defaultValue = "data/quickstart",
            description = "Folder for keys, settings and data (default: ${DEFAULT-VALUE}).")
    private Path folder = Path.of("");

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + Ports.DEFAULT,
            description = "Port for clients (default: ${DEFAULT-VALUE}); the two after it are used too.")
    private int port;

    @Option(
            names = "--demo",
            paramLabel = "FILE",
            description = "Streams the lines of this file through the broker, reports, and stops.")
    private Optional<Path> demo = Optional.empty();

    QuickstartCommand(PrintWriter out, SecureRandom random, InstantSource clock) {
        this.out = out;
        this.random = random;
        this.clock = clock;
        this.progress = new Progress(out, clock);
        this.running = new Stack(progress);
    }

    @Override
    public Integer call() throws InterruptedException {
        demo.ifPresent(QuickstartCommand::requireReadable);
        Ports ports = new Ports(port);
        try (Workspace workspace = Workspace.open(folder)) {
            LogFile.use(workspace.processLog());
            stopOnSignal();
            out.println("Gatehouse, a secured broker for one machine, in " + folder);
            Quickstart quickstart =
                    new Quickstart(workspace, ports, new ServersInProcess(workspace, ports), progress, random, clock);
            try {
                quickstart.start(running);
                quickstart.explain(folder, demo);
                if (demo.isEmpty()) {
                    new CountDownLatch(1).await(); // Until a signal ends the process.
                }
                quickstart.demo(demo.orElseThrow());
                progress.say("");
                return 0;
            } finally {
                running.close();
            }
        }
    }

    /** A signal is being obeyed: what fails now fails because of that. */
    boolean stopping() {
        return stopping;
    }

    /** Ctrl-C and kill: the broker first, then ZooKeeper. */
    private void stopOnSignal() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            stopping = true;
                            running.close();
                        },
                        "stop"));
    }

    private static void requireReadable(Path file) {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new QuickstartFailure("--demo " + file + " (expected: a file that can be read).");
        }
    }
}
