package io.gatehouse.broker.config;

import io.gatehouse.auth.gssapi.GssapiMechanism;
import io.gatehouse.auth.oauth.OauthMechanism;
import io.gatehouse.auth.plain.PlainMechanism;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.secret.Secret;
import java.util.Locale;
import java.util.Optional;

/**
 * How this broker logs in to others: {@code sasl.mechanism.inter.broker.protocol}, and what the login module of that mechanism
 * says to a client, on the listener between brokers (CONFORMANCE CFG-053, JAA-09, JAA-12, PLN-03).
 */
final class OwnLogInReader {
    static final String USER = "username";
    private static final String PASSWORD = "password";
    private static final String CLIENT_ID = "clientId";
    private static final String CLIENT_SECRET = "clientSecret";

    /** RFC 4616's 255 characters; our own server reads no more (attack 74). */
    private static final int PART_CHARS_MAX = 255;

    private final Values values;
    private final ListenerConfig listener;
    private final LoginModules logins;

    /** @param values not the listener's */
    OwnLogInReader(Values values, ListenerConfig listener) {
        this.values = values;
        this.listener = listener;
        this.logins = new LoginModules(values.ofListener(listener.prefix()), listener.prefix());
    }

    /** Empty where something is wrong, which has been reported then. */
    Optional<OwnLogIn> read() {
        String mechanism = values.get(SaslKeys.SASL_MECHANISM_INTER_BROKER_PROTOCOL);
        if (!listener.sasl().mechanisms().contains(mechanism)) { // CONFORMANCE JAA-12.
            values.mistake(
                    SaslKeys.SASL_MECHANISM_INTER_BROKER_PROTOCOL,
                    "one of the mechanisms " + listener.sasl().mechanisms() + " of listener " + listener.name()
                            + ", which brokers use among themselves");
            return Optional.empty();
        }
        if (mechanism.equals(PlainMechanism.NAME)
                || ScramHash.ofMechanism(mechanism).isPresent()) {
            return password(mechanism);
        }
        if (mechanism.equals(GssapiMechanism.NAME)) {
            return listener.sasl().gssapi().map(OwnLogIn.Ticket::new); // What is missing has been reported.
        }
        return token();
    }

    private Optional<OwnLogIn> password(String mechanism) {
        Optional<LoginModules.Login> found = logins.find(mechanism);
        if (found.isEmpty()) {
            if (logins.absent(mechanism)) {
                logins.missing(
                        mechanism,
                        USER + "=\"...\" " + PASSWORD + "=\"...\";",
                        "another listener for " + NetworkKeys.INTER_BROKER_LISTENER_NAME.name());
            }
            return Optional.empty();
        }
        LoginModules.Login login = found.get();
        String user = login.option(USER);
        if (!possible(user) || !possible(login.option(PASSWORD))) {
            login.place()
                    .mistake("the options " + USER + " and " + PASSWORD + ", of 1 to " + PART_CHARS_MAX
                            + " characters, by which this broker logs in to others");
            return Optional.empty();
        }
        Secret password = Secret.ofText(login.option(PASSWORD));
        boolean plugin = listener.sasl().handlers().containsKey(mechanism);
        boolean listed = !plugin
                && mechanism.equals(PlainMechanism.NAME)
                && !listener.sasl().plainUsers().isEmpty();
        if (listed
                && Optional.ofNullable(listener.sasl().plainUsers().get(user))
                        .filter(password::sameAs)
                        .isEmpty()) { // CONFORMANCE PLN-03: a broker speaks to itself too.
            login.place().mistake("the option user_" + user + " with the same password as the option " + PASSWORD);
            return Optional.empty();
        }
        return Optional.of(new OwnLogIn.Password(mechanism, user, password, listed || plugin));
    }

    /** CONFORMANCE OAU-18. */
    private Optional<OwnLogIn> token() {
        Optional<LoginModules.Login> found = logins.find(OauthMechanism.NAME);
        if (found.isEmpty()) {
            if (logins.absent(OauthMechanism.NAME)) {
                logins.missing(
                        OauthMechanism.NAME,
                        CLIENT_ID + "=\"...\" " + CLIENT_SECRET + "=\"...\";",
                        "another listener for " + NetworkKeys.INTER_BROKER_LISTENER_NAME.name());
            }
            return Optional.empty();
        }
        LoginModules.Login login = found.get();
        Values own = values.ofListener(listener.prefix()).ofMechanism(OauthMechanism.NAME.toLowerCase(Locale.ROOT));
        if (!own.get(OwnKeys.ALLOW_SUPER_USERS_BY_TOKEN)) {
            values.mistake(
                    SaslKeys.SASL_MECHANISM_INTER_BROKER_PROTOCOL,
                    "another mechanism, or " + OwnKeys.ALLOW_SUPER_USERS_BY_TOKEN.name()
                            + "=true: who runs the identity provider can be a broker then");
        }
        String user = own.find(OauthKeys.BROKER_NAME).orElse("");
        if (!possible(user)) {
            own.mistake(OauthKeys.BROKER_NAME, "the name that this broker's tokens are for");
        }
        if (!possible(login.option(CLIENT_ID)) || login.option(CLIENT_SECRET).isEmpty()) {
            login.place()
                    .mistake("the options " + CLIENT_ID + " and " + CLIENT_SECRET
                            + ", for which the identity provider gives tokens");
        }
        OauthReader reader = new OauthReader(
                own,
                login.text().options(),
                expected -> login.place().mistake(expected),
                AllowedPlaces.ofThisProcess());
        return reader.tokenEndpoint()
                .map(endpoint -> new OwnLogIn.Token(
                        user,
                        own.get(OauthKeys.SUB_CLAIM),
                        endpoint,
                        login.option(CLIENT_ID),
                        Secret.ofText(login.option(CLIENT_SECRET)),
                        Optional.of(login.option("scope")).filter(text -> !text.isEmpty()),
                        reader.trust()));
    }

    private static boolean possible(String part) {
        return !part.isEmpty() && part.length() <= PART_CHARS_MAX && part.indexOf('\0') < 0;
    }
}
