package io.gatehouse.broker.main;

import io.gatehouse.auth.gssapi.GssapiMechanism;
import io.gatehouse.auth.oauth.OauthMechanism;
import io.gatehouse.auth.plain.PasswordCheck;
import io.gatehouse.auth.plain.PlainMechanism;
import io.gatehouse.auth.sasl.SaslMechanism;
import io.gatehouse.auth.scram.CredentialUses;
import io.gatehouse.auth.scram.PhantomCredentials;
import io.gatehouse.auth.scram.ScramCredentialStore;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.scram.ScramMechanism;
import io.gatehouse.auth.scram.ScramPasswords;
import io.gatehouse.auth.scram.StaticUsers;
import io.gatehouse.auth.token.DelegationTokens;
import io.gatehouse.broker.config.ListenerConfig;
import io.gatehouse.broker.config.SaslSettings;
import io.gatehouse.broker.session.Honeytokens;
import io.gatehouse.broker.session.ListenerPolicy;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/** Makes what a listener asks of those who come from its settings. */
record Mechanisms(
        ScramCredentialStore scram,
        CredentialUses uses,
        Optional<DelegationTokens> delegations,
        PhantomCredentials phantoms,
        SecureRandom random,
        Kerberos kerberos,
        TokenJudges tokens,
        Honeytokens honeytokens) {
    ListenerPolicy policy(ListenerConfig listener) {
        return policyWithAll(listener).without(honeytokens);
    }

    private ListenerPolicy policyWithAll(ListenerConfig listener) {
        return listener.protocol().sasl()
                ? ListenerPolicy.sasl(
                        listener.name(),
                        listener.sasl().mechanisms().stream()
                                .map(name -> mechanism(name, listener))
                                .toList(),
                        listener.sasl().lifetimes())
                : ListenerPolicy.certificate(listener.name(), listener.certificateNames());
    }

    private SaslMechanism mechanism(String name, ListenerConfig listener) {
        if (name.equals(PlainMechanism.NAME)) {
            return new PlainMechanism(passwords(listener.sasl()));
        }
        if (name.equals(OauthMechanism.NAME)) {
            return tokens.mechanism(listener.name(), listener.sasl().oauth().orElseThrow());
        }
        if (name.equals(GssapiMechanism.NAME)) {
            return kerberos.mechanism(listener.sasl().gssapi().orElseThrow());
        }
        return ScramHash.ofMechanism(name)
                .<SaslMechanism>map(hash -> new ScramMechanism(hash, scram, delegations, phantoms, random, uses))
                .orElseThrow(
                        () -> new StartFailure(
                                "sasl.enabled.mechanisms = " + name
                                        + " (expected: one of SCRAM-SHA-256, SCRAM-SHA-512, PLAIN, GSSAPI, OAUTHBEARER in this version)"));
    }

    private PasswordCheck passwords(SaslSettings settings) {
        return settings.plainUsers().isEmpty()
                ? new ScramPasswords(List.of(ScramHash.values()), scram, phantoms, uses)
                : new ScramPasswords(
                        List.of(StaticUsers.HASH), new StaticUsers(settings.plainUsers(), random), phantoms, uses);
    }
}
