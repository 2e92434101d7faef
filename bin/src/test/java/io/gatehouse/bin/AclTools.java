package io.gatehouse.bin;

import static org.assertj.core.api.Assertions.assertThat;

import io.gatehouse.broker.tool.acls.KafkaAclsMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Apache Kafka's tool for access rules and ours, each with the same words. Apache's prints rules in the order of a hash table:
 * what is compared to the last blank has the rules of each block, and the blocks, in order.
 */
final class AclTools {
    /** CONFORMANCE AKE-01 to AKE-09, AKO-01 to AKO-04 and AKC rows; what is added is removed again. */
    static final List<String> STEPS = List.of(
            "--add --allow-principal User:Bob --allow-principal User:Alice --allow-host 198.51.100.0"
                    + " --allow-host 198.51.100.1 --operation Read --operation Write --topic Test-topic",
            "--add --allow-principal User:* --allow-host * --deny-principal User:BadBob --deny-host 198.51.100.3"
                    + " --operation Read --topic Test-topic",
            "--add --allow-principal User:Peter --allow-host 198.51.200.1 --producer --topic *",
            "--add --allow-principal User:Jane --producer --topic Test- --resource-pattern-type prefixed",
            "--add --allow-principal User:Bob --producer --topic Test-topic",
            "--add --allow-principal User:Bob --consumer --topic Test-topic --group Group-1",
            "--add --allow-principal User:tokenRequester --operation CreateTokens --user-principal owner1",
            "--add --allow-principal User:Bob --producer --consumer --idempotent --topic Test-topic --group Group-1"
                    + " --transactional-id tx",
            "--add --allow-principal User:Bob --operation Describe --delegation-token abc --cluster",
            "--list",
            "--list --topic Test-topic",
            "--list --topic *",
            "--list --topic Test-topic --resource-pattern-type match",
            "--list --topic Test- --resource-pattern-type Any",
            "--list --principal User:Bob",
            "--list --principal User:Nobody --topic Test-topic --group Group-1",
            "--list --topic none",
            "--add --allow-principal User:Bob --topic Test-topic --allow-host not-an-address",
            "--remove --allow-principal User:Bob --operation Read --operation Write --topic Test-topic",
            "--remove --topic Test-topic",
            "--remove --force --allow-principal User:Bob --allow-principal User:Alice --allow-host 198.51.100.0"
                    + " --allow-host 198.51.100.1 --operation Read --operation Write --topic Test-topic",
            "--remove --force --allow-principal User:Jane --producer --topic Test- --resource-pattern-type Prefixed",
            "--list --principal User:Jane",
            "--list --topic Test-topic --topic *",
            "--remove --force --topic Test-topic --topic * --group Group-1 --transactional-id tx",
            "--remove --force --user-principal owner1 --delegation-token abc --cluster",
            "--list");

    private static final String FAILURE = "Error while executing ACL command: ";

    /** Apache's asks nobody but a terminal. */
    private static final String NO_TERMINAL = FAILURE + "Cannot invoke \"java.io.Console.readLine()\"";

    private static final Pattern BLOCK = Pattern.compile("^(?=\\S)", Pattern.MULTILINE);
    private static final Pattern RULE = Pattern.compile("^ ?\t\\(.*\\)$", Pattern.MULTILINE);

    private final List<String> broker;

    AclTools(String server, Path config) {
        this.broker = List.of("--bootstrap-server", server, "--command-config", config.toString());
    }

    /** What ours prints at each step. */
    List<String> ours() {
        return STEPS.stream()
                .map(step -> {
                    ByteArrayOutputStream out = new ByteArrayOutputStream();
                    PrintStream printed = new PrintStream(out, true, StandardCharsets.UTF_8);
                    PrintStream notes = new PrintStream(OutputStream.nullOutputStream());
                    KafkaAclsMain.run(words(step), InputStream.nullInputStream(), printed, notes);
                    return out.toString(StandardCharsets.UTF_8);
                })
                .toList();
    }

    /** What Apache's prints at each step, up to the first line of a failure. */
    List<String> apaches(Path jars) throws Exception {
        ClassLoader callers = Thread.currentThread().getContextClassLoader();
        PrintStream console = System.out;
        try (URLClassLoader apache = loader(jars)) {
            Thread.currentThread().setContextClassLoader(apache);
            keepRunning(apache);
            Method main = apache.loadClass("org.apache.kafka.tools.AclCommand").getMethod("main", String[].class);
            List<String> printed = new ArrayList<>();
            for (String step : STEPS) {
                ByteArrayOutputStream out = new ByteArrayOutputStream();
                System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
                callToItsEnd(main, words(step).toArray(String[]::new));
                printed.add(out.toString(StandardCharsets.UTF_8));
            }
            return printed;
        } finally {
            System.setOut(console);
            Thread.currentThread().setContextClassLoader(callers);
        }
    }

    private List<String> words(String step) {
        return Stream.concat(broker.stream(), Pattern.compile(" ").splitAsStream(step))
                .toList();
    }

    private static URLClassLoader loader(Path jars) throws IOException {
        List<URL> urls = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(jars, "*.jar")) {
            for (Path jar : files) {
                urls.add(jar.toUri().toURL());
            }
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    /** Apache's ends its process where it fails; this one goes on. */
    private static void keepRunning(ClassLoader apache) throws ReflectiveOperationException {
        Class<?> procedure = apache.loadClass("org.apache.kafka.common.utils.Exit$Procedure");
        Object ended = Proxy.newProxyInstance(apache, new Class<?>[] {procedure}, (proxy, method, arguments) -> {
            throw new Ended();
        });
        apache.loadClass("org.apache.kafka.common.utils.Exit")
                .getMethod("setExitProcedure", procedure)
                .invoke(null, ended);
    }

    private static void callToItsEnd(Method main, String[] arguments) throws IllegalAccessException {
        try {
            main.invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            assertThat(e.getCause()).isInstanceOf(Ended.class);
        }
    }

    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /**
     * The same text with the rules of each block, and the blocks, in order; the blank before the first rule of a block that is
     * added stays before the first.
     */
    static String inOrder(String printed) {
        return BLOCK.splitAsStream(upToAFailure(printed))
                .map(AclTools::withRulesInOrder)
                .sorted()
                .collect(Collectors.joining());
    }

    private static String upToAFailure(String printed) {
        int question = printed.indexOf(NO_TERMINAL);
        if (question >= 0) {
            return printed.substring(0, question);
        }
        int failure = printed.indexOf(FAILURE);
        return failure < 0 ? printed : printed.substring(0, printed.indexOf('\n', failure));
    }

    private static String withRulesInOrder(String block) {
        boolean blank = block.contains("\n \t(");
        Iterator<String> rules = RULE.matcher(block)
                .results()
                .map(rule -> rule.group().strip())
                .sorted()
                .iterator();
        String sorted = RULE.matcher(block).replaceAll(any -> Matcher.quoteReplacement("\t" + rules.next()));
        return blank ? sorted.replaceFirst("\n\t\\(", "\n \t(") : sorted;
    }
}
