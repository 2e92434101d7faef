package io.gatehouse.broker.tool.acls;

import io.gatehouse.broker.tool.Answers;
import io.gatehouse.broker.tool.ConfigPairs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;

/** The rules as a broker tells of them. */
final class BrokerRules implements Rules {
    private static final Pattern SECRET =
            Pattern.compile(".*(password|secret|jaas|credential|token|\\.key$).*", Pattern.CASE_INSENSITIVE);

    /** Between the words of a login module's line. */
    private static final Pattern BETWEEN_WORDS = Pattern.compile("[\\s\"'=;,]+");

    /** Shorter words stand inside others by chance. */
    private static final int PART_MIN = 4;

    /** The client warns each time that nobody answers; ten lines are as good as sixty. */
    private static final int RECONNECT_MS_MAX = 10_000;

    private final Admin admin;

    private BrokerRules(Admin admin) {
        this.admin = admin;
    }

    /**
     * A client with the settings of {@code --command-config}; it connects when it is first asked.
     *
     * @throws KafkaException if the settings are no good; the message says why, without any secret of theirs
     */
    static Rules connect(AclsOptions options) {
        Map<String, Object> client = new HashMap<>();
        Map<String, String> file =
                options.commandConfig().map(ConfigPairs::load).orElse(Map.of());
        client.putAll(file);
        client.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, options.bootstrapServer());
        client.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, "kafka-acls");
        client.putIfAbsent(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, RECONNECT_MS_MAX);
        try {
            return new BrokerRules(Admin.create(client));
        } catch (KafkaException failure) {
            throw mistake(failure, file);
        }
    }

    private static KafkaException mistake(KafkaException failure, Map<String, String> settings) {
        Throwable root = rootOf(failure);
        if (tellsSecrets(root.toString(), settings)) {
            return new KafkaException(
                    "a setting is wrong; the reason is left out, since it repeats one that may be secret");
        }
        return root instanceof KafkaException known ? known : new KafkaException(root.toString());
    }

    /** Where a failure came from. */
    static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    /** Whether a message of Kafka's client repeats a word of a setting that is secret, as a word or inside one. */
    static boolean tellsSecrets(String message, Map<String, String> settings) {
        List<String> said = BETWEEN_WORDS.splitAsStream(message).toList();
        return settings.entrySet().stream()
                .filter(setting -> SECRET.matcher(setting.getKey()).matches())
                .flatMap(setting -> BETWEEN_WORDS.splitAsStream(setting.getValue()))
                .filter(word -> !word.isEmpty() && !word.endsWith("LoginModule"))
                .anyMatch(word -> said.contains(word) || (word.length() >= PART_MIN && message.contains(word)));
    }

    @Override
    public Collection<AclBinding> find(Collection<AclBindingFilter> filters)
            throws ExecutionException, InterruptedException, TimeoutException {
        List<Future<Collection<AclBinding>>> answers = new ArrayList<>();
        for (AclBindingFilter filter : filters) {
            answers.add(admin.describeAcls(filter).values());
        }
        Set<AclBinding> found = new LinkedHashSet<>();
        for (Future<Collection<AclBinding>> answer : answers) {
            found.addAll(Answers.await(answer));
        }
        return found;
    }

    @Override
    public void add(Collection<AclBinding> rules) throws ExecutionException, InterruptedException, TimeoutException {
        Answers.await(admin.createAcls(rules).all());
    }

    @Override
    public int remove(Collection<AclBindingFilter> filters)
            throws ExecutionException, InterruptedException, TimeoutException {
        return Answers.await(admin.deleteAcls(filters).all()).size();
    }

    @Override
    public void close() {
        admin.close();
    }
}
