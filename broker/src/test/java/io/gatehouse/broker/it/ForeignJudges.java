package io.gatehouse.broker.it;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.AuthenticationContext;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.security.auth.SaslAuthenticationContext;
import org.apache.kafka.common.security.authenticator.DefaultKafkaPrincipalBuilder;
import org.apache.kafka.common.security.plain.PlainAuthenticateCallback;
import org.apache.kafka.common.security.scram.ScramCredential;
import org.apache.kafka.common.security.scram.ScramCredentialCallback;
import org.apache.kafka.common.security.scram.internals.ScramFormatter;
import org.apache.kafka.common.security.scram.internals.ScramMechanism;

/** Plug-ins as users of Kafka write them, for a broker in a process of its own. */
public final class ForeignJudges {
    private ForeignJudges() {}

    /** The password of everybody is the name backwards; who is called broken breaks it. */
    public static final class Backwards implements AuthenticateCallbackHandler {
        private List<AppConfigurationEntry> login = List.of();
        private String mechanism = "";

        @Override
        public void configure(Map<String, ?> settings, String saslMechanism, List<AppConfigurationEntry> entries) {
            if (!"backwards".equals(settings.get("directory.kind"))) {
                throw new KafkaException("directory.kind is " + settings.get("directory.kind"));
            }
            mechanism = saslMechanism;
            login = entries;
        }

        @Override
        public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
            String user = ((NameCallback) callbacks[0]).getDefaultName();
            if (user.equals("broken")) {
                throw new IllegalStateException("the directory is away");
            }
            String password = new StringBuilder(user).reverse().toString();
            if (callbacks[1] instanceof PlainAuthenticateCallback plain) {
                boolean configured = mechanism.equals("PLAIN") && login.size() == 1;
                plain.authenticated(configured && Arrays.equals(plain.password(), password.toCharArray()));
            } else if (callbacks[1] instanceof ScramCredentialCallback scram) {
                scram.scramCredential(credential(password));
            } else {
                throw new UnsupportedCallbackException(callbacks[1]);
            }
        }

        private static ScramCredential credential(String password) {
            try {
                return new ScramFormatter(ScramMechanism.SCRAM_SHA_512).generateCredential(password, 4096);
            } catch (java.security.NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }

    /** Puts everybody into a house. */
    public static final class Housed extends DefaultKafkaPrincipalBuilder {
        public Housed() {
            super(null, null); // No rules of its own about names.
        }

        @Override
        public KafkaPrincipal build(AuthenticationContext context) {
            SaslAuthenticationContext sasl = (SaslAuthenticationContext) context;
            String name = sasl.server().getAuthorizationID();
            if (name.equals("homeless") || sasl.sslSession().isEmpty()) {
                throw new KafkaException("nobody's house");
            }
            return new KafkaPrincipal("User", "house-of-" + name);
        }
    }
}
