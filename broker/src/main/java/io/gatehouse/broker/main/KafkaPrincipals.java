package io.gatehouse.broker.main;

import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.broker.config.PluginClass;
import io.gatehouse.broker.session.PrincipalSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import javax.security.sasl.SaslServer;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.security.auth.AuthenticationContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.KafkaPrincipalBuilder;
import org.apache.kafka.common.security.auth.PlaintextAuthenticationContext;
import org.apache.kafka.common.security.auth.SaslAuthenticationContext;
import org.apache.kafka.common.security.auth.SecurityProtocol;
import org.apache.kafka.common.security.auth.SslAuthenticationContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Principals that a plug-in makes, by Kafka's interface for it (CONFORMANCE PMR-11, KIP-189). Of Kerberos it is told the name
 * that {@code sasl.kerberos.principal.to.local.rules} made. Whatever it throws refuses the peer.
 */
final class KafkaPrincipals implements PrincipalSource {
    private static final Logger LOGGER = LoggerFactory.getLogger(KafkaPrincipals.class);

    private final KafkaPrincipalBuilder builder;

    private KafkaPrincipals(KafkaPrincipalBuilder builder) {
        this.builder = builder;
    }

    /** @throws StartFailure when the plug-in does not want to */
    static KafkaPrincipals open(PluginClass<KafkaPrincipalBuilder> plugin) {
        try {
            KafkaPrincipalBuilder builder = plugin.type().getConstructor().newInstance();
            if (builder instanceof Configurable configurable) {
                configurable.configure(plugin.settings());
            }
            return new KafkaPrincipals(builder);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new StartFailure(
                    "principal.builder.class = " + plugin + " failed (expected: one that can be made): " + e, e);
        }
    }

    @Override
    public Optional<Made> principal(Proof proof) {
        try {
            KafkaPrincipal made = builder.build(context(proof));
            return Optional.ofNullable(made)
                    .map(principal -> new Made(
                            new VerifiedPrincipal(principal.getPrincipalType(), principal.getName()), principal));
        } catch (RuntimeException | UnknownHostException e) {
            LOGGER.atWarn()
                    .addKeyValue("plugin", builder.getClass().getName())
                    .setCause(e)
                    .log("a plug-in failed to say who a peer is");
            return Optional.empty();
        }
    }

    private static AuthenticationContext context(Proof proof) throws UnknownHostException {
        InetAddress address = InetAddress.getByName(proof.host()); // An address already: nobody is asked.
        if (proof.sasl().isPresent()) {
            return new SaslAuthenticationContext(
                    new Proved(proof.sasl().get()),
                    proof.tls().isPresent() ? SecurityProtocol.SASL_SSL : SecurityProtocol.SASL_PLAINTEXT,
                    address,
                    proof.listener(),
                    proof.tls());
        }
        return proof.tls().isPresent()
                ? new SslAuthenticationContext(proof.tls().get(), address, proof.listener())
                : new PlaintextAuthenticationContext(address, proof.listener());
    }

    /** What is left of an exchange when it is done. */
    private record Proved(Sasl sasl) implements SaslServer {
        private static final String BY_TOKEN = "tokenauth";

        @Override
        public String getMechanismName() {
            return sasl.mechanism();
        }

        @Override
        public String getAuthorizationID() {
            return sasl.principal().name();
        }

        @Override
        public @Nullable Object getNegotiatedProperty(String name) {
            return name.equals(BY_TOKEN) ? sasl.byToken() : null;
        }

        @Override
        public boolean isComplete() {
            return true;
        }

        @Override
        public byte[] evaluateResponse(byte[] response) {
            throw over();
        }

        @Override
        public byte[] unwrap(byte[] incoming, int offset, int length) {
            throw over();
        }

        @Override
        public byte[] wrap(byte[] outgoing, int offset, int length) {
            throw over();
        }

        private static IllegalStateException over() {
            return new IllegalStateException("the exchange is over (expected: questions about its end)");
        }

        @Override
        public void dispose() {
            // Nothing is held.
        }
    }
}
