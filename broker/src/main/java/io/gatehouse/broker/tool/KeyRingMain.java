package io.gatehouse.broker.tool;

import io.gatehouse.zk.KeyRing;
import io.gatehouse.zk.KeyRingFailure;
import java.io.PrintStream;
import java.nio.file.Path;
import java.security.SecureRandom;

/**
 * {@code bin/gatehouse keyring}: makes and extends the file with the keys that seal what ZooKeeper holds
 * ({@code zookeeper.sealing.keyring.location}). Prints the ids of keys, never a key.
 */
public final class KeyRingMain {
    private static final String USAGE = """
            Makes and extends the file with the keys that seal credentials, access rules and quotas in ZooKeeper.

            usage: gatehouse keyring create FILE    a new file with one key; FILE must not be there yet
                   gatehouse keyring add FILE       one more key, which seals from now on; older ones still open
                   gatehouse keyring show FILE      the ids of the keys

            The same file belongs on every broker, readable by nobody but the broker's user, and a copy in a safe place.
            After "add", bring the file to every broker before the first of them starts again.

            example:
              gatehouse keyring create data/secrets/zookeeper.keyring
            """;

    private KeyRingMain() {}

    public static void main(String[] arguments) {
        int code = run(arguments, new SecureRandom(), System.out, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** The exit code: 1 if the file cannot be made or read, 2 for wrong arguments. */
    static int run(String[] arguments, SecureRandom random, PrintStream out, PrintStream err) {
        if (arguments.length == 1 && (arguments[0].equals("--help") || arguments[0].equals("-h"))) {
            out.print(USAGE);
            return 0;
        }
        if (arguments.length != 2) {
            err.print(USAGE);
            return 2;
        }
        Path file = Path.of(arguments[1]);
        try {
            switch (arguments[0]) {
                case "create" ->
                    out.println(file + ": made, with key "
                            + KeyRing.create(file, random).active() + "; keep a copy in a safe place");
                case "add" ->
                    out.println(file + ": key " + KeyRing.add(file, random).active()
                            + " seals from the next start of each broker on");
                case "show" -> show(KeyRing.load(file), out);
                default -> {
                    err.println(
                            "gatehouse keyring " + arguments[0] + ": no such command (expected: create, add or show)");
                    return 2;
                }
            }
            return 0;
        } catch (KeyRingFailure e) {
            err.println("gatehouse keyring: " + e.getMessage());
            return 1;
        }
    }

    private static void show(KeyRing ring, PrintStream out) {
        for (String id : ring.ids()) {
            out.println(id + (id.equals(ring.active()) ? "  seals and opens" : "  opens"));
        }
    }
}
