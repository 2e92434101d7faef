package io.gatehouse.broker.config;

import io.gatehouse.auth.gssapi.GssapiMechanism;
import io.gatehouse.auth.oauth.OauthMechanism;
import io.gatehouse.auth.secret.Secret;
import io.gatehouse.tls.TrustStoreSettings;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/** How this broker logs in to others, where the listener between them has SASL (CONFORMANCE CFG-053, JAA-09). */
public sealed interface OwnLogIn {
    /** The mechanism's registered name. */
    String mechanism();

    <T> T fold(
            Function<? super Password, ? extends T> onPassword,
            Function<? super Ticket, ? extends T> onTicket,
            Function<? super Token, ? extends T> onToken);

    /**
     * By PLAIN or SCRAM.
     *
     * @param judgedElsewhere whether it is not ZooKeeper that knows the listener's users: they stand in the settings, with this one
     *     among them, or a plug-in knows them
     */
    record Password(String mechanism, String user, Secret password, boolean judgedElsewhere) implements OwnLogIn {
        @Override
        public <T> T fold(
                Function<? super Password, ? extends T> onPassword,
                Function<? super Ticket, ? extends T> onTicket,
                Function<? super Token, ? extends T> onToken) {
            return onPassword.apply(this);
        }
    }

    /** By GSSAPI, with the keytab by which this broker takes log-ins too. */
    record Ticket(GssapiSettings kerberos) implements OwnLogIn {
        @Override
        public String mechanism() {
            return GssapiMechanism.NAME;
        }

        @Override
        public <T> T fold(
                Function<? super Password, ? extends T> onPassword,
                Function<? super Ticket, ? extends T> onTicket,
                Function<? super Token, ? extends T> onToken) {
            return onTicket.apply(this);
        }
    }

    /**
     * By OAUTHBEARER, with tokens that this broker fetches.
     *
     * @param user whom the tokens are for
     * @param subjectClaim where they say so
     * @param endpoint where they come from
     * @param scope what is asked for; empty: what the provider gives without
     * @param trust who may speak for that address; none: the authorities that this JVM knows
     */
    record Token(
            String user,
            String subjectClaim,
            URI endpoint,
            String clientId,
            Secret clientSecret,
            Optional<String> scope,
            TrustStoreSettings trust)
            implements OwnLogIn {
        @Override
        public String mechanism() {
            return OauthMechanism.NAME;
        }

        @Override
        public <T> T fold(
                Function<? super Password, ? extends T> onPassword,
                Function<? super Ticket, ? extends T> onTicket,
                Function<? super Token, ? extends T> onToken) {
            return onToken.apply(this);
        }
    }
}
