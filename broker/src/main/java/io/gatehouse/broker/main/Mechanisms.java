package io.gatehouse.broker.main;

import io.gatehouse.auth.block.BlockList;
import io.gatehouse.auth.gssapi.GssapiMechanism;
import io.gatehouse.auth.oauth.OauthMechanism;
import io.gatehouse.auth.plain.ForeignPasswords;
import io.gatehouse.auth.plain.PasswordCheck;
import io.gatehouse.auth.plain.PlainMechanism;
import io.gatehouse.auth.sasl.SaslMechanism;
import io.gatehouse.auth.scram.CredentialUses;
import io.gatehouse.auth.scram.PhantomCredentials;
import io.gatehouse.auth.scram.ScramCredentialStore;
import io.gatehouse.auth.scram.ScramCredentials;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.scram.ScramMechanism;
import io.gatehouse.auth.scram.ScramPasswords;
import io.gatehouse.auth.scram.StaticUsers;
import io.gatehouse.auth.token.DelegationTokens;
import io.gatehouse.broker.config.ListenerConfig;
import io.gatehouse.broker.config.SaslSettings;
import io.gatehouse.broker.session.Doorkeeper;
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
        CallbackHandlers handlers,
        Honeytokens honeytokens,
        BlockList blocks,
        String interBrokerListener) {
    ListenerPolicy policy(ListenerConfig listener) {
        ListenerPolicy policy = policyWithAll(listener)
                .without(honeytokens)
                .with(new Doorkeeper(blocks, listener.name().equals(interBrokerListener)));
        return listener.principals()
                .map(plugin -> policy.named(KafkaPrincipals.open(plugin)))
                .orElse(policy);
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
        return handlers.of(listener, name).map(plugin -> foreign(name, plugin)).orElseGet(() -> own(name, listener));
    }

    /** Where a plug-in judges. */
    private SaslMechanism foreign(String name, KafkaCallbacks plugin) {
        if (name.equals(PlainMechanism.NAME)) {
            return new PlainMechanism(new ForeignPasswords(plugin::right));
        }
        if (name.equals(OauthMechanism.NAME)) {
            return OauthMechanism.checkedBy(plugin::token);
        }
        return scram(ScramHash.ofMechanism(name).orElseThrow(), plugin.credentials());
    }

    private SaslMechanism scram(ScramHash hash, ScramCredentials credentials) {
        return new ScramMechanism(hash, credentials, delegations, phantoms, random, uses);
    }

    private SaslMechanism own(String name, ListenerConfig listener) {
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
                .map(hash -> scram(hash, scram))
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
