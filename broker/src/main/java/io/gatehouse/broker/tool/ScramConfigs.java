package io.gatehouse.broker.tool;

import io.gatehouse.auth.secret.PasswordPolicy;
import io.gatehouse.auth.secret.Secret;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeUserScramCredentialsResult;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialDeletion;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.admin.UserScramCredentialsDescription;
import org.apache.kafka.common.errors.ResourceNotFoundException;

/** Passwords of users (CONFORMANCE SCR-16, SCR-17, SCR-22). They leave this process salted and hashed. */
final class ScramConfigs {
    private static final int ITERATIONS_MIN = 4096;
    private static final int ITERATIONS_MAX = 16384;

    /** {@code [iterations=N,]password=...} */
    private static final Pattern CREDENTIAL =
            Pattern.compile("(?:iterations=(-?\\d{1,9}),)?password=(.+)", Pattern.DOTALL);

    private final Admin admin;
    private final PrintStream out;

    ScramConfigs(Admin admin, PrintStream out) {
        this.admin = admin;
        this.out = out;
    }

    /** Whether a config's name is that of a mechanism. */
    static boolean names(String config) {
        return mechanism(config).isPresent();
    }

    private static Optional<ScramMechanism> mechanism(String config) {
        ScramMechanism mechanism = ScramMechanism.fromMechanismName(config);
        return mechanism == ScramMechanism.UNKNOWN ? Optional.empty() : Optional.of(mechanism);
    }

    void alter(Entity user, Map<String, String> add, List<String> delete)
            throws ExecutionException, InterruptedException, TimeoutException {
        String name = user.name().orElse("");
        List<UserScramCredentialAlteration> changes = new ArrayList<>();
        delete.forEach(config -> mechanism(config)
                .ifPresent(mechanism -> changes.add(new UserScramCredentialDeletion(name, mechanism))));
        add.forEach((config, value) ->
                mechanism(config).ifPresent(mechanism -> changes.add(upsertion(name, mechanism, value))));
        Answers.await(admin.alterUserScramCredentials(changes).all());
        out.println(user.completed());
    }

    private static UserScramCredentialUpsertion upsertion(String user, ScramMechanism mechanism, String value) {
        Matcher credential = CREDENTIAL.matcher(value);
        if (!credential.matches()) {
            // Unlike Kafka's tool we do not print what was given: it may hold a password.
            throw new ToolRefusal(
                    "Invalid credential property " + mechanism + " (expected: [iterations=N,]password=...)");
        }
        try (Secret password = Secret.ofText(credential.group(2))) {
            PasswordPolicy.mistake(user, password).ifPresent(mistake -> {
                throw new ToolRefusal(mistake);
            });
        }
        int given =
                Optional.ofNullable(credential.group(1)).map(Integer::parseInt).orElse(-1);
        int iterations = given == -1 ? ITERATIONS_MIN : given;
        if (iterations < ITERATIONS_MIN) {
            throw new ToolRefusal("Iterations " + iterations + " is less than the minimum " + ITERATIONS_MIN
                    + " required for " + mechanism.mechanismName());
        }
        if (iterations > ITERATIONS_MAX) {
            throw new ToolRefusal("Iterations " + iterations + " is greater than the maximum " + ITERATIONS_MAX
                    + " allowed for " + mechanism.mechanismName());
        }
        return new UserScramCredentialUpsertion(
                user, new ScramCredentialInfo(mechanism, iterations), credential.group(2));
    }

    void describe(Entity user) throws ExecutionException, InterruptedException, TimeoutException {
        DescribeUserScramCredentialsResult answer = user.name().isPresent()
                ? admin.describeUserScramCredentials(List.of(user.name().get()))
                : admin.describeUserScramCredentials();
        for (String name : users(answer, user)) {
            describe(answer, name);
        }
    }

    private static List<String> users(DescribeUserScramCredentialsResult answer, Entity user)
            throws ExecutionException, InterruptedException, TimeoutException {
        return user.name().isPresent()
                ? List.of(user.name().get())
                : Answers.await(answer.users()).stream().sorted().toList();
    }

    private void describe(DescribeUserScramCredentialsResult answer, String name)
            throws ExecutionException, InterruptedException, TimeoutException {
        try {
            UserScramCredentialsDescription found = Answers.await(answer.description(name));
            out.println("SCRAM credential configs for user-principal '" + name + "' are "
                    + found.credentialInfos().stream()
                            .sorted(Comparator.comparing(ScramCredentialInfo::mechanism))
                            .map(info -> info.mechanism().mechanismName() + "=iterations=" + info.iterations())
                            .collect(Collectors.joining(", ")));
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof ResourceNotFoundException)) {
                throw e;
            }
            // A user without a password has nothing to print.
        }
    }
}
