package io.gatehouse.broker.main;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.oauth.TokenCheck;
import io.gatehouse.auth.scram.ScramCredential;
import io.gatehouse.auth.scram.ScramCredentials;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.broker.config.CallbackHandlerClass;
import io.gatehouse.broker.config.PluginClass;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerValidatorCallback;
import org.apache.kafka.common.security.plain.PlainAuthenticateCallback;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramCredentialUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a plug-in of Kafka's public interface what clients prove (CONFORMANCE JAA-14, PLN-08, SCR-25). Whatever it throws refuses
 * the log-in. What it believed once counts for as long as the session does: it is not asked again. Thread: any that may wait;
 * the plug-in is asked by several at once, as in Kafka.
 */
final class KafkaCallbacks implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaCallbacks.class);

    private final AuthenticateCallbackHandler handler;

    private KafkaCallbacks(AuthenticateCallbackHandler handler) {
        this.handler = handler;
    }

    /** @throws StartFailure when the plug-in does not want to */
    static KafkaCallbacks open(String mechanism, CallbackHandlerClass of) {
        PluginClass<AuthenticateCallbackHandler> plugin = of.plugin();
        try {
            AuthenticateCallbackHandler handler = plugin.type().getConstructor().newInstance();
            List<AppConfigurationEntry> login = of.login()
                    .map(options ->
                            List.of(new AppConfigurationEntry(of.module(), LoginModuleControlFlag.REQUIRED, options)))
                    .orElse(List.of());
            handler.configure(plugin.settings(), mechanism, login);
            return new KafkaCallbacks(handler);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new StartFailure(
                    "sasl.server.callback.handler.class = " + plugin + " failed for " + mechanism
                            + " (expected: one that can be made and configured): " + e,
                    e);
        }
    }

    /** As {@link io.gatehouse.auth.plain.ForeignPasswords.Judge}. */
    boolean right(String user, char[] password) {
        PlainAuthenticateCallback asked = new PlainAuthenticateCallback(password);
        try {
            ask(new NameCallback("user", user), asked);
            return asked.authenticated();
        } catch (IOException | UnsupportedCallbackException | RuntimeException e) {
            LOGGER.atWarn().addKeyValue("plugin", name()).setCause(e).log("a plug-in failed to judge a password");
            return false;
        }
    }

    /** Credentials from elsewhere. */
    ScramCredentials credentials() {
        return new ScramCredentials() {
            @Override
            public Optional<ScramCredential> find(ScramHash hash, String user) {
                return credential(hash, user);
            }

            @Override
            public boolean slow() {
                return true;
            }

            @Override
            public boolean stillHas(ScramHash hash, String user, ScramCredential proven) {
                return true;
            }
        };
    }

    private Optional<ScramCredential> credential(ScramHash hash, String user) {
        ScramCredentialCallback asked = new ScramCredentialCallback();
        try {
            ask(new NameCallback("user", user), asked);
            return Optional.ofNullable(asked.scramCredential())
                    .map(found -> ScramCredential.parse(ScramCredentialUtils.credentialToString(found)));
        } catch (IOException | UnsupportedCallbackException | RuntimeException e) {
            LOGGER.atWarn()
                    .addKeyValue("plugin", name())
                    .addKeyValue("mechanism", hash.mechanismName())
                    .setCause(e)
                    .log("a plug-in failed to find a credential; its user counts as unknown");
            return Optional.empty();
        }
    }

    /** As {@link TokenCheck}. */
    TokenCheck.Answer token(String token) {
        OAuthBearerValidatorCallback asked = new OAuthBearerValidatorCallback(token);
        try {
            ask(asked);
        } catch (IOException | UnsupportedCallbackException | RuntimeException e) {
            LOGGER.atWarn().addKeyValue("plugin", name()).setCause(e).log("a plug-in failed to judge a token");
            return new TokenCheck.Refused("the plug-in failed: " + e.getClass().getName());
        }
        OAuthBearerToken found = asked.token();
        return found == null
                ? new TokenCheck.Refused("the plug-in says: " + asked.errorStatus())
                : new TokenCheck.Believed(
                        VerifiedPrincipal.user(found.principalName()), Instant.ofEpochMilli(found.lifetimeMs()));
    }

    private void ask(Callback... callbacks) throws IOException, UnsupportedCallbackException {
        handler.handle(callbacks);
    }

    private String name() {
        return handler.getClass().getName();
    }

    @Override
    public void close() {
        try {
            handler.close();
        } catch (RuntimeException e) {
            LOGGER.atWarn().addKeyValue("plugin", name()).setCause(e).log("a plug-in did not close");
        }
    }
}
