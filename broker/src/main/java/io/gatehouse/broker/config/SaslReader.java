package io.gatehouse.broker.config;

import io.gatehouse.auth.gssapi.GssapiMechanism;
import io.gatehouse.auth.oauth.OauthMechanism;
import io.gatehouse.auth.plain.PlainMechanism;
import io.gatehouse.auth.secret.Secret;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;

/** What a listener offers by SASL (CONFORMANCE 2.1). */
final class SaslReader {
    private static final String USER = "user_";

    private final Values values;
    private final String listener;
    private final LoginModules logins;

    /** @param values as the listener sees them */
    SaslReader(Values values, String listener) {
        this.values = values;
        this.listener = listener;
        this.logins = new LoginModules(values, listener);
    }

    SaslSettings read() {
        List<String> mechanisms = mechanisms();
        checkOthers(mechanisms);
        Map<String, CallbackHandlerClass> handlers = handlers(mechanisms);
        List<String> ours = mechanisms.stream()
                .filter(mechanism -> !handlers.containsKey(mechanism))
                .toList();
        return new SaslSettings(
                mechanisms,
                lifetimes(mechanisms),
                ours.contains(PlainMechanism.NAME) ? plainUsers() : Map.of(),
                ours.contains(GssapiMechanism.NAME) ? gssapi() : Optional.empty(),
                ours.contains(OauthMechanism.NAME) ? oauth() : Optional.empty(),
                handlers);
    }

    /** For a listener without SASL. */
    SaslSettings none() {
        checkOthers(List.of());
        return new SaslSettings(List.of(), Map.of(), Map.of(), Optional.empty(), Optional.empty(), Map.of());
    }

    private List<String> mechanisms() {
        List<String> enabled = values.get(SaslKeys.SASL_ENABLED_MECHANISMS);
        if (enabled.isEmpty() || !LoginModules.mechanisms().containsAll(enabled)) {
            values.mistake(
                    SaslKeys.SASL_ENABLED_MECHANISMS,
                    "one or more of SCRAM-SHA-512, SCRAM-SHA-256, PLAIN, GSSAPI, OAUTHBEARER; this version has no other"
                            + " mechanisms");
        }
        return enabled.stream().distinct().toList();
    }

    /** How long a log-in counts, by mechanism; nothing for those where it counts for as long as the connection lives. */
    private Map<String, Duration> lifetimes(List<String> mechanisms) {
        Map<String, Duration> lifetimes = new LinkedHashMap<>();
        for (String mechanism : mechanisms) {
            long millis = values.resolved(LoginModules.nameFor(listener, mechanism, SaslKeys.CONNECTIONS_MAX_REAUTH_MS))
                    .flatMap(SaslReader::number)
                    .orElseGet(() -> values.get(SaslKeys.CONNECTIONS_MAX_REAUTH_MS));
            if (millis > 0) {
                lifetimes.put(mechanism, Duration.ofMillis(millis));
            }
        }
        return Collections.unmodifiableMap(lifetimes);
    }

    /** What is no number has been reported already. */
    private static Optional<Long> number(String text) {
        try {
            return Optional.of(Long.parseLong(text.trim()));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The users of PLAIN that the settings name; empty where they name none, and PLAIN knows those of ZooKeeper. */
    private Map<String, Secret> plainUsers() {
        Map<String, Secret> users = new LinkedHashMap<>();
        logins.find(PlainMechanism.NAME).ifPresent(login -> {
            login.text().options().forEach((name, value) -> {
                if (name.startsWith(USER) && name.length() > USER.length() && !value.isEmpty()) {
                    users.put(name.substring(USER.length()), Secret.ofText(value));
                }
            });
            if (users.isEmpty() && !forThisBroker(login)) {
                login.place()
                        .mistake("at least one option user_NAME=\"PASSWORD\"; or no such line: then the"
                                + " users in ZooKeeper log in");
            }
        });
        return Collections.unmodifiableMap(users);
    }

    /** Whether the login module says how this broker logs in to others, and may say no more. */
    private boolean forThisBroker(LoginModules.Login login) {
        return login.text().options().containsKey(OwnLogInReader.USER)
                && (login.place().ofFile() || InterBrokerReader.name(values).equalsIgnoreCase(listener));
    }

    private Map<String, CallbackHandlerClass> handlers(List<String> mechanisms) {
        Map<String, CallbackHandlerClass> handlers = new LinkedHashMap<>();
        for (String mechanism : mechanisms) {
            Values own = values.ofMechanism(mechanism.toLowerCase(Locale.ROOT));
            ConfigKey<String> key = SaslKeys.SASL_SERVER_CALLBACK_HANDLER_CLASS;
            if (!own.nameOf(key).equals(LoginModules.nameFor(listener, mechanism, key))
                    || (mechanism.equals(OauthMechanism.NAME)
                            && own.find(key).filter(OauthReader::names).isPresent())) {
                continue; // Without the prefix of the mechanism it is nobody's.
            }
            if (mechanism.equals(GssapiMechanism.NAME)) {
                own.mistake(key, "no such line; nobody but the KDC judges tickets");
                continue;
            }
            Optional<LoginModules.Login> login = logins.find(mechanism);
            new Plugins(own)
                    .find(key, AuthenticateCallbackHandler.class)
                    .ifPresent(plugin -> handlers.put(
                            mechanism,
                            new CallbackHandlerClass(
                                    plugin,
                                    LoginModules.module(mechanism),
                                    login.map(found -> found.text().options()))));
        }
        return handlers;
    }

    private Optional<GssapiSettings> gssapi() {
        return new GssapiReader(values, logins).read();
    }

    private Optional<OauthSettings> oauth() {
        Optional<LoginModules.Login> login = logins.find(OauthMechanism.NAME);
        return new OauthReader(
                        values.ofMechanism(OauthMechanism.NAME.toLowerCase(Locale.ROOT)),
                        login.map(found -> found.text().options()).orElse(Map.of()),
                        expected -> login.ifPresent(found -> found.place().mistake(expected)),
                        AllowedPlaces.ofThisProcess())
                .read();
    }

    /** Looks at the texts that nobody needs: a wrong one would be believed to do something. */
    private void checkOthers(List<String> mechanisms) {
        for (String mechanism : LoginModules.mechanisms()) {
            boolean read = mechanism.equals(PlainMechanism.NAME) || mechanism.equals(OauthMechanism.NAME);
            if (!read || !mechanisms.contains(mechanism)) {
                var unused = logins.find(mechanism);
            }
        }
    }
}
