package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.RuleOrder;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.quotas.QuotaEntity;
import io.gatehouse.quotas.QuotaOrder;
import io.gatehouse.zk.PolicyState;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/**
 * The policy as JSON, always in one order, and the number that stands for it.
 *
 * @param withRules whether access rules decide here, so that they are a part of it
 */
record PolicyJson(PolicyState state, boolean withRules) {
    static final String REVISION = "revision";

    /** The revision, then what it is the revision of. */
    ObjectNode write() {
        ObjectNode policy = content();
        ObjectNode answer = AdminJson.object().put(REVISION, revision(policy));
        answer.setAll(policy);
        return answer;
    }

    /** 64 hexadecimal digits: another if and only if users, rules or limits are others. */
    String revision() {
        return revision(content());
    }

    private static String revision(ObjectNode content) {
        try {
            byte[] canonical = AdminJson.text(content).getBytes(StandardCharsets.UTF_8);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(canonical));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private ObjectNode content() {
        ObjectNode content = AdminJson.object();
        ArrayNode users = content.putArray("users");
        new TreeMap<>(state.users()).forEach((name, hashes) -> {
            ArrayNode mechanisms = users.addObject().put("name", name).putArray("mechanisms");
            hashes.stream().sorted().map(ScramHash::mechanismName).forEach(mechanisms::add);
        });
        if (withRules) {
            RuleJson.write(
                    content.putArray("rules"),
                    state.rules().stream().sorted(RuleOrder.SHOWN).toList());
        }
        ArrayNode quotas = content.putArray("quotas");
        state.limits().keySet().stream().sorted(QuotaOrder.SHOWN).forEach(entity -> write(quotas.addObject(), entity));
        return content;
    }

    private void write(ObjectNode to, QuotaEntity entity) {
        ObjectNode limits = QuotaJson.write(to, entity).putObject("limits");
        new TreeMap<>(state.limits().getOrDefault(entity, Map.of()))
                .forEach((key, value) -> limits.put(key.text(), value));
    }
}
