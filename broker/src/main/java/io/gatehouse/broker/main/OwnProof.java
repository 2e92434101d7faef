package io.gatehouse.broker.main;

import io.gatehouse.auth.gssapi.KerberosNames;
import io.gatehouse.auth.gssapi.KerberosProof;
import io.gatehouse.auth.gssapi.KerberosService;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import io.gatehouse.auth.oauth.OauthProof;
import io.gatehouse.auth.oauth.TokenEndpoint;
import io.gatehouse.auth.plain.PlainProof;
import io.gatehouse.auth.sasl.SaslProof;
import io.gatehouse.auth.scram.CredentialUses;
import io.gatehouse.auth.scram.ScramHash;
import io.gatehouse.auth.scram.ScramPasswords;
import io.gatehouse.auth.scram.ScramProof;
import io.gatehouse.broker.config.GssapiSettings;
import io.gatehouse.broker.config.OwnLogIn;
import io.gatehouse.broker.net.PeerProof;
import io.gatehouse.tls.HttpsTrust;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;

/** How this broker proves itself to others where the listener between them has SASL. */
final class OwnProof {
    /** One that waits for somebody does not keep the others from logging in. */
    private static final int THREADS = 2;

    private static final int QUEUED_MAX = 1000;

    private OwnProof() {}

    /** Who this broker is to others. */
    static VerifiedPrincipal principal(OwnLogIn logIn) {
        return logIn.fold(
                own -> VerifiedPrincipal.user(own.user()),
                own -> principal(own.kerberos()),
                own -> VerifiedPrincipal.user(own.user()));
    }

    private static VerifiedPrincipal principal(GssapiSettings kerberos) {
        KerberosService service = KerberosService.open(kerberos.principal(), kerberos.keyTab());
        String name = KerberosProof.wholeName(kerberos.principal());
        KerberosNames.Local local =
                KerberosNames.parse(kerberos.rules(), service.defaultRealm()).map(name);
        if (!local.known()) {
            throw new StartFailure("sasl.kerberos.principal.to.local.rules make nobody of " + name + ": "
                    + local.refusal() + " (expected: a rule for this broker itself, by whose name others know it)");
        }
        return VerifiedPrincipal.user(local.name());
    }

    static PeerProof open(OwnLogIn logIn, Foundation base, Closing closing) {
        ExecutorService steps = Threads.waiting("peer-log-in", THREADS, QUEUED_MAX);
        closing.add("log-ins to other brokers", () -> Threads.stop(steps));
        return new PeerProof(proof(logIn, base), steps, base.random());
    }

    private static SaslProof proof(OwnLogIn logIn, Foundation base) {
        return logIn.fold(own -> proof(own, base), own -> proof(own.kerberos(), base), own -> proof(own, base));
    }

    private static SaslProof proof(GssapiSettings kerberos, Foundation base) {
        return new KerberosProof(kerberos.principal(), kerberos.keyTab(), kerberos.service(), base.clock());
    }

    private static SaslProof proof(OwnLogIn.Token own, Foundation base) {
        TokenEndpoint endpoint = new TokenEndpoint(
                own.endpoint(),
                own.clientId(),
                own.clientSecret(),
                own.scope(),
                own.trust().present() ? Optional.of(HttpsTrust.context(own.trust())) : Optional.empty());
        return new OauthProof(endpoint, own.user(), own.subjectClaim(), base.clock());
    }

    private static SaslProof proof(OwnLogIn.Password own, Foundation base) {
        return ScramHash.ofMechanism(own.mechanism())
                .<SaslProof>map(hash -> new ScramProof(hash, own.user(), own.password(), base.random()))
                .orElseGet(() -> new PlainProof(own.user(), own.password()));
    }

    /**
     * Looks whether the cluster's own credentials would let this broker in, since it waits for orders from a controller that
     * may be itself: the start would only fail later, and say less.
     */
    static void check(OwnLogIn logIn, Metadata metadata) {
        logIn.<Optional<OwnLogIn.Password>>fold(Optional::of, own -> Optional.empty(), own -> Optional.empty())
                .filter(own -> !own.judgedElsewhere())
                .ifPresent(own -> check(own, metadata));
    }

    private static void check(OwnLogIn.Password own, Metadata metadata) {
        Instant now = metadata.base().clock().instant();
        List<ScramHash> hashes =
                ScramHash.ofMechanism(own.mechanism()).map(List::of).orElse(List.of(ScramHash.values()));
        new ScramPasswords(hashes, metadata.scram(), metadata.phantoms(), new CredentialUses(now))
                .judge(own.user(), own.password(), now)
                .refusal()
                .ifPresent(reason -> {
                    throw new StartFailure("this broker cannot log in to others by " + own.mechanism() + " as user "
                            + own.user() + ": " + reason + " (expected: the username and password of its login module"
                            + " for that mechanism on the inter-broker listener, and a user in ZooKeeper who has them;"
                            + " bin/kafka-configs.sh sets them through a broker that runs)");
                });
    }
}
