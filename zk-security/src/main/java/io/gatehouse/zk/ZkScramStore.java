package io.gatehouse.zk;

import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramCredentialStore;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.zk.znode.EntityConfigZnode;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * SCRAM credentials in the users' settings (CONFORMANCE SCR-03 to SCR-05). A user whose znode cannot be read has none.
 * Thread: any; reads one snapshot.
 */
public final class ZkScramStore implements ScramCredentialStore {
    private static final Logger LOGGER = LoggerFactory.getLogger(ZkScramStore.class);

    private final ZkUserConfigs configs;
    private final List<Runnable> changed = new CopyOnWriteArrayList<>();
    private volatile Known known = new Known(Map.of(), Map.of());

    /** To be made before {@link ZkUserConfigs#start}; empty until then. */
    public ZkScramStore(ZkUserConfigs configs) {
        this.configs = configs;
        configs.listen(view -> {
            known = read(view.values());
            changed.forEach(Runnable::run);
        });
    }

    @Override
    public void onChange(Runnable listener) {
        changed.add(listener);
    }

    @Override
    public Optional<ScramCredential> find(ScramHash hash, String user) {
        return Optional.ofNullable(known.all().getOrDefault(user, Map.of()).get(hash));
    }

    @Override
    public int typicalIterations(ScramHash hash) {
        return known.typicalIterations().getOrDefault(hash, ScramCredential.ITERATIONS_DEFAULT);
    }

    @Override
    public CompletionStage<Void> put(ScramHash hash, String user, ScramCredential credential) {
        return configs.change(entity(user), config -> with(config, hash, credential));
    }

    @Override
    public CompletionStage<Boolean> replace(
            ScramHash hash, String user, ScramCredential expected, ScramCredential credential) {
        AtomicBoolean there = new AtomicBoolean();
        return configs.change(entity(user), config -> {
                    there.set(same(credential(entity(user), config, hash), expected));
                    return there.get() ? with(config, hash, credential) : config;
                })
                .thenApply(done -> there.get());
    }

    private static boolean same(Optional<ScramCredential> found, ScramCredential expected) {
        return found.filter(expected::sameAs)
                .filter(now -> now.previous().isPresent() == expected.previous().isPresent())
                .isPresent();
    }

    /** Settings with a credential, and no previous one unless it has one itself. */
    static Map<String, String> with(Map<String, String> config, ScramHash hash, ScramCredential credential) {
        Map<String, String> changed = new HashMap<>(config);
        changed.put(hash.mechanismName(), credential.toText());
        credential
                .previous()
                .ifPresentOrElse(
                        before -> changed.put(previousKey(hash), before.toText()),
                        () -> changed.remove(previousKey(hash)));
        return Map.copyOf(changed);
    }

    /** Settings without a credential and its previous one. */
    static Map<String, String> without(Map<String, String> config, ScramHash hash) {
        Map<String, String> changed = new HashMap<>(config);
        changed.remove(previousKey(hash));
        changed.remove(hash.mechanismName());
        return Map.copyOf(changed);
    }

    /** A name that Kafka does not know, and leaves. */
    private static String previousKey(ScramHash hash) {
        return "gatehouse." + hash.mechanismName() + ".previous";
    }

    @Override
    public CompletionStage<Boolean> delete(ScramHash hash, String user) {
        AtomicBoolean there = new AtomicBoolean();
        return configs.change(entity(user), config -> {
                    if (config.containsKey(hash.mechanismName())) {
                        there.set(true);
                    }
                    return without(config, hash);
                })
                .thenApply(done -> there.get());
    }

    @Override
    public Map<String, Map<ScramHash, ScramCredential>> all() {
        return known.all();
    }

    static QuotaEntity entity(String user) {
        return new QuotaEntity(Optional.of(QuotaEntity.Part.named(user)), Optional.empty(), Optional.empty());
    }

    private static Known read(Map<QuotaEntity, Map<String, String>> configs) {
        Map<String, Map<ScramHash, ScramCredential>> all = new HashMap<>();
        Map<ScramHash, Map<Integer, Integer>> counts = new EnumMap<>(ScramHash.class);
        configs.forEach((entity, config) -> {
            if (entity.user().isEmpty() || entity.clientId().isPresent()) {
                return;
            }
            entity.user().get().name().ifPresent(user -> {
                Map<ScramHash, ScramCredential> own = credentials(entity, config);
                own.forEach((hash, credential) -> counts.computeIfAbsent(hash, any -> new HashMap<>())
                        .merge(credential.iterations(), 1, Integer::sum));
                if (!own.isEmpty()) {
                    all.put(user, Map.copyOf(own));
                }
            });
        });
        Map<ScramHash, Integer> typical = new EnumMap<>(ScramHash.class);
        counts.forEach((hash, ofHash) -> typical.put(hash, mostFrequent(ofHash)));
        return new Known(all, typical);
    }

    private static Map<ScramHash, ScramCredential> credentials(QuotaEntity entity, Map<String, String> config) {
        Map<ScramHash, ScramCredential> own = new EnumMap<>(ScramHash.class);
        for (ScramHash hash : ScramHash.values()) {
            credential(entity, config, hash).ifPresent(credential -> own.put(hash, credential));
        }
        return own;
    }

    /** With the previous one, unless another program has put a credential in front of it that it does not belong to. */
    static Optional<ScramCredential> credential(QuotaEntity entity, Map<String, String> config, ScramHash hash) {
        Optional<ScramCredential> current = parsed(entity, config, hash.mechanismName());
        return current.flatMap(credential -> parsed(entity, config, previousKey(hash))
                .filter(credential::madeAs)
                .map(credential::withPrevious)
                .or(() -> current));
    }

    private static Optional<ScramCredential> parsed(QuotaEntity entity, Map<String, String> config, String key) {
        String text = config.get(key);
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(ScramCredential.parse(text));
        } catch (IllegalArgumentException e) { // Its message shows nothing of the text.
            LOGGER.atWarn()
                    .addKeyValue("entity", EntityConfigZnode.entityPath(entity))
                    .addKeyValue("key", key)
                    .log("credential ignored: {}", e.getMessage());
            return Optional.empty();
        }
    }

    /** Of several the greatest, so that the choice does not hang on an order. */
    private static int mostFrequent(Map<Integer, Integer> counts) {
        return counts.entrySet().stream()
                .max(Map.Entry.<Integer, Integer>comparingByValue()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .map(Map.Entry::getKey)
                .orElse(ScramCredential.ITERATIONS_DEFAULT);
    }

    private record Known(Map<String, Map<ScramHash, ScramCredential>> all, Map<ScramHash, Integer> typicalIterations) {
        Known {
            all = Map.copyOf(all);
            typicalIterations = Map.copyOf(typicalIterations);
        }
    }
}
