package io.gatehouse.broker.tool.kdc;

import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.apache.kerby.kerberos.kerb.KrbException;

/** {@code bin/kdc-dev.sh}: runs until Ctrl-C. Exit codes: 1 for a reason that can be mended, 2 for wrong arguments. */
public final class KdcMain {
    private static final String USAGE = """
            Starts a Kerberos KDC for development on this machine, and writes all that a broker and clients need to use it.
            Its keys are made anew at each start and end with it. Never use it for anything that matters.

            usage: kdc-dev.sh [OPTION ...]

              --dir FOLDER              where the files go (data/kdc)
              --realm REALM             its realm (DEV.LOCAL)
              --port PORT               its port on loopback (10088)
              --bootstrap-server H:P    where clients find the broker (localhost:9093); the service is kafka/H@REALM
              --service NAME            the service's name (kafka)
              --listener NAME           the broker's listener, in lower case (sasl_ssl)
              --ca FILE                 the certificate that clients trust (data/ca/ca.crt)
              --client NAME             a client with a keytab; may be given more than once (alice and bob)
              --force                   replaces the files of an earlier run
              --help                    this text

            examples:
              bin/kdc-dev.sh
              bin/kdc-dev.sh --force --client alice --client ledger
              bin/kdc-dev.sh --ca data/quickstart/ca/ca.crt --bootstrap-server localhost:9092
            """;

    private KdcMain() {}

    public static void main(String[] arguments) {
        int code = run(List.of(arguments), System.out, System.err);
        if (code != 0) {
            System.exit(code);
        }
    }

    private static int run(List<String> arguments, PrintStream out, PrintStream err) {
        if (arguments.contains("--help") || arguments.contains("-h")) {
            out.print(USAGE);
            return 0;
        }
        KdcOptions options;
        try {
            options = KdcOptions.parse(arguments);
        } catch (IllegalArgumentException e) {
            err.println("kdc-dev: " + e.getMessage());
            err.print(USAGE);
            return 2;
        }
        KdcFiles files = new KdcFiles(options);
        List<Path> present = files.present();
        if (!present.isEmpty() && !options.force()) {
            err.println("kdc-dev: " + present.get(0) + " is there already (expected: an empty folder, or --force, which"
                    + " replaces it; brokers and clients that run see the new keys)");
            return 1;
        }
        return serve(options, files, out, err);
    }

    private static int serve(KdcOptions options, KdcFiles files, PrintStream out, PrintStream err) {
        if (taken(options.port())) { // Kerby would say that it started, whoever has the port.
            err.println("kdc-dev: port " + options.port() + " is in use (expected: --port with another)");
            return 1;
        }
        try {
            DevelopmentKdc kdc = DevelopmentKdc.start(options, files);
            CountDownLatch end = new CountDownLatch(1);
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                kdc.close();
                                end.countDown();
                            },
                            "stop"));
            nextSteps(options, files, out);
            end.await();
            return 0;
        } catch (IOException | KrbException e) {
            err.println("kdc-dev: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    private static boolean taken(int port) {
        try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return !free.isBound();
        } catch (IOException e) {
            return true;
        }
    }

    private static void nextSteps(KdcOptions options, KdcFiles files, PrintStream out) {
        String client = options.clients().get(0);
        out.print("""
                A KDC for development: realm %1$s on localhost:%2$d, keys of %3$s and of %4$s

                Next, a broker that takes its tickets:
                  cat %5$s >> SERVER.PROPERTIES
                  chmod 600 SERVER.PROPERTIES
                  KAFKA_OPTS=-Djava.security.krb5.conf=%6$s bin/kafka-server-start.sh SERVER.PROPERTIES

                and a client, who is User:%7$s in access rules:
                  export KAFKA_OPTS=-Djava.security.krb5.conf=%6$s
                  bin/kafka-topics.sh --bootstrap-server %8$s --command-config %9$s --list
                or, with Debian's libsasl2-modules-gssapi-mit and krb5-user:
                  KRB5_CONFIG=%6$s kcat -F %10$s -L

                Ctrl-C stops.
                """.formatted(
                        options.realm(),
                        options.port(),
                        options.servicePrincipal(),
                        String.join(", ", options.clients()),
                        files.brokerSettings(),
                        files.settings(),
                        client,
                        options.bootstrap(),
                        files.clientSettings(client),
                        files.kcatSettings(client)));
        out.flush();
    }
}
