package io.gatehouse.broker.config;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code sasl.jaas.config}: SCRAM needs none of it here, but files that come from Kafka have it. No class is ever loaded
 * from it, and one that names another module is refused, so that nobody believes it works (attack 287).
 */
final class JaasCheck {
    private static final String SCRAM_MODULE = "org.apache.kafka.common.security.scram.ScramLoginModule";
    private static final Pattern NAME = Pattern.compile("listener\\.name\\.[^.]+\\.(scram-sha-256|scram-sha-512)\\..*");
    private static final Pattern ONE_MODULE =
            Pattern.compile("\\s*(\\S+)\\s+\\w+[^;\"']*(?:(\"[^\"]*\"|'[^']*')[^;\"']*)*;\\s*");

    private JaasCheck() {}

    static void check(Map<String, String> resolved, Findings findings) {
        resolved.forEach((name, text) -> {
            if (name.equals(SaslKeys.SASL_JAAS_CONFIG.name())) { // CONFORMANCE JAA-06.
                findings.warn(name + " has no effect without the prefix listener.name.NAME.MECHANISM.");
            } else if (name.endsWith("." + SaslKeys.SASL_JAAS_CONFIG.name())) {
                Matcher module = ONE_MODULE.matcher(text);
                if (!NAME.matcher(name).matches()
                        || !module.matches()
                        || !module.group(1).equals(SCRAM_MODULE)) {
                    findings.mistake(
                            name,
                            "[hidden]",
                            "one login module, " + SCRAM_MODULE + ", for a SCRAM mechanism; or no such line");
                }
            }
        });
    }
}
