package io.gatehouse.auth.gssapi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.sasl.FailedExchange;
import io.gatehouse.auth.sasl.RoundResult;
import io.gatehouse.auth.sasl.SaslClientExchange;
import io.gatehouse.auth.sasl.SaslExchange;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import javax.security.auth.Subject;
import javax.security.sasl.Sasl;
import javax.security.sasl.SaslClient;
import org.ietf.jgss.GSSContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The exchange against clients with tickets from a real KDC (CONFORMANCE GSS rows, attacks 111..119). */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GssapiExchangeTest {
    private static final String SERVICE = "kafka/localhost";

    private Path folder = Path.of("");
    private TestKdc kdc;
    private KerberosService service;
    private Subject alice;
    private ReplayJournal replays;

    @BeforeAll
    void aKdcThatKnowsTheServiceAndItsClients(@TempDir Path temporary) throws Exception {
        folder = temporary;
        kdc = TestKdc.start(
                folder,
                "aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96",
                "aes256-cts-hmac-sha1-96 aes128-cts-hmac-sha1-96");
        for (String name : List.of(SERVICE, "kafka/elsewhere", "http/localhost", "alice", "alice/admin")) {
            kdc.principal(name);
        }
        alice = kdc.logIn("alice");
        service = KerberosService.open(SERVICE + "@" + TestKdc.REALM, kdc.keyTab(SERVICE));
    }

    @BeforeEach
    void nothingSeenYet() {
        replays = ReplayJournal.open(folder.resolve("journal"), now());
    }

    @AfterAll
    void stop() throws Exception {
        kdc.close();
    }

    private SaslExchange exchange(String... rules) {
        List<String> texts = rules.length == 0 ? List.of("DEFAULT") : List.of(rules);
        return new GssapiMechanism(service, KerberosNames.parse(texts, service.defaultRealm()), replays).begin();
    }

    private static Instant now() {
        return Instant.now();
    }

    private static byte[] challenge(RoundResult result) {
        return result.fold(
                RoundResult.Challenge::token,
                accepted -> {
                    throw new AssertionError("accepted");
                },
                refused -> {
                    throw new AssertionError(refused.toString());
                });
    }

    private static RoundResult.Accepted accepted(RoundResult result) {
        assertThat(result).isInstanceOf(RoundResult.Accepted.class);
        return (RoundResult.Accepted) result;
    }

    private static String refusal(RoundResult result) {
        assertThat(result).isInstanceOf(RoundResult.Refused.class);
        return ((RoundResult.Refused) result).auditReason();
    }

    /** What the JDK's SASL client, which Kafka's client is built on, and our exchange have to say to each other. */
    private static RoundResult converse(
            Subject client, SaslExchange exchange, Map<String, String> settings, String authorization)
            throws Exception {
        SaslClient sasl = Sasl.createSaslClient(
                new String[] {"GSSAPI"}, authorization, "kafka", "localhost", settings, callbacks -> {});
        byte[] token = TestKdc.as(client, () -> sasl.evaluateChallenge(new byte[0]));
        while (true) {
            RoundResult result = exchange.evaluate(token, now());
            if (!(result instanceof RoundResult.Challenge)) {
                return result;
            }
            byte[] answer = challenge(result);
            token = TestKdc.as(client, () -> sasl.evaluateChallenge(answer));
        }
    }

    @ParameterizedTest(name = "mutual {0}")
    @ValueSource(strings = {"false", "true"})
    void aClientWithATicketIsWhoItsTicketSays(String mutual) throws Exception {
        RoundResult.Accepted accepted =
                accepted(converse(alice, exchange(), Map.of(Sasl.SERVER_AUTH, mutual), "alice@" + TestKdc.REALM));

        assertThat(accepted.principal().toString()).isEqualTo("User:alice");
    }

    @Test
    void theSessionEndsWithTheTicketAttack119() throws Exception {
        Instant ticketEnd = alice.getPrivateCredentials(javax.security.auth.kerberos.KerberosTicket.class).stream()
                .map(ticket -> ticket.getEndTime().toInstant())
                .findFirst()
                .orElseThrow();

        Optional<Instant> end =
                accepted(converse(alice, exchange(), Map.of(), "")).expiresAt();

        assertThat(end).isPresent();
        assertThat(Duration.between(end.get(), ticketEnd).abs()).isLessThan(Duration.ofMinutes(1));
    }

    @Test
    void anInstanceIsMappedByItsRuleOnlyAttack115() throws Exception {
        Subject admin = kdc.logIn("alice/admin");
        String onlyUsers = "RULE:[1:$1@$0](.*@HOME.ORG)s/@.*//";

        assertThat(refusal(converse(admin, exchange(onlyUsers), Map.of(), ""))).isEqualTo("no-kerberos-rule");
        assertThat(accepted(converse(admin, exchange("RULE:[2:$1-$2]"), Map.of(), ""))
                        .principal()
                        .name())
                .isEqualTo("alice-admin");
        assertThat(accepted(converse(admin, exchange(), Map.of(), ""))
                        .principal()
                        .name())
                .as("GSS-10, as Kafka has it")
                .isEqualTo("alice");
    }

    @Test
    void nobodyActsForAnotherGss18Attack116() throws Exception {
        assertThat(refusal(converse(alice, exchange(), Map.of(), "bob@" + TestKdc.REALM)))
                .isEqualTo(RoundResult.OTHER_AUTHORIZATION_ID);
        assertThat(refusal(converse(alice, exchange(), Map.of(), "alice")))
                .as("the name before the rules")
                .isEqualTo(RoundResult.OTHER_AUTHORIZATION_ID);
        assertThat(accepted(converse(alice, exchange(), Map.of(), "kafka@localhost"))
                        .principal()
                        .name())
                .as("what kafka-python says")
                .isEqualTo("alice");
    }

    @ParameterizedTest
    @ValueSource(strings = {"auth-int", "auth-conf"})
    void aClientThatInsistsOnALayerGetsNoneGss05Attack116(String layer) {
        assertThatThrownBy(() -> converse(alice, exchange(), Map.of(Sasl.QOP, layer), ""))
                .as("the JDK's own client gives up first")
                .isInstanceOf(javax.security.sasl.SaslException.class);
    }

    /** The client's half by hand, up to the point where it chooses a layer. */
    private Choosing choosing(SaslExchange exchange) throws Exception {
        GSSContext context = TestKdc.initiate(alice, SERVICE, false);
        byte[] offer = challenge(exchange.evaluate(TestKdc.first(alice, context), now()));
        byte[] plain = context.unwrap(offer, 0, offer.length, new org.ietf.jgss.MessageProp(0, false));
        assertThat(plain).as("no layer but none").containsExactly(1, 0, 0, 0);
        return new Choosing(exchange, context);
    }

    private record Choosing(SaslExchange exchange, GSSContext context) {
        RoundResult choose(String choice, boolean secret) throws Exception {
            return exchange.evaluate(TestKdc.wrap(context, HexFormat.of().parseHex(choice), secret), now());
        }
    }

    @Test
    void noChoiceButNoLayerCountsAttack116() throws Exception {
        for (String choice : List.of("02000000", "04ffffff", "00000000", "07000000", "03000000")) {
            assertThat(refusal(choosing(exchange()).choose(choice, false))).isEqualTo("security-layer-wanted");
        }
        for (String choice : List.of("", "01", "010000")) {
            assertThat(refusal(choosing(exchange()).choose(choice, false))).isEqualTo("malformed-security-layer");
        }
        for (String choice : List.of("01000000", "01ffffff")) {
            accepted(choosing(exchange()).choose(choice, false));
        }
        accepted(choosing(exchange()).choose("01000000", true));
        assertThat(refusal(choosing(exchange()).choose("01000000" + "fffe", false)))
                .isEqualTo("malformed-utf8");
    }

    @Test
    void aChoiceThatIsNotSignedWithTheTicketsKeyIsRefused() throws Exception {
        Choosing one = choosing(exchange());
        Choosing other = choosing(exchange());
        byte[] ofTheOther = TestKdc.wrap(other.context(), new byte[] {1, 0, 0, 0}, false);
        byte[] changed = TestKdc.wrap(one.context(), new byte[] {1, 0, 0, 0}, false);
        changed[changed.length - 1] ^= 1;

        assertThat(refusal(one.exchange().evaluate(changed, now()))).startsWith("kerberos: ");
        assertThat(refusal(choosing(exchange()).exchange().evaluate(ofTheOther, now())))
                .startsWith("kerberos: ");
        assertThat(refusal(choosing(exchange()).exchange().evaluate(new byte[0], now())))
                .startsWith("kerberos: ");
        assertThat(refusal(choosing(exchange()).exchange().evaluate(new byte[70_000], now())))
                .isEqualTo("token-too-long");
    }

    @Test
    void ticketsForOthersDoNotOpenAttack113() throws Exception {
        for (String other : List.of("kafka/elsewhere", "http/localhost")) {
            GSSContext context = TestKdc.initiate(alice, other, false);
            assertThat(refusal(exchange().evaluate(TestKdc.first(alice, context), now())))
                    .as(other)
                    .startsWith("kerberos: ");
        }
    }

    @Test
    void aKeyOfAnotherServiceInTheSameKeytabOpensNothingGss14() throws Exception {
        Path both = folder.resolve("both.keytab");
        for (String name : List.of(SERVICE, "http/localhost")) {
            kdc.server().exportPrincipal(name + "@" + TestKdc.REALM, both.toFile());
        }
        KerberosService withBoth = KerberosService.open(SERVICE + "@" + TestKdc.REALM, both);
        SaslExchange exchange = new GssapiMechanism(
                        withBoth, KerberosNames.parse(List.of("DEFAULT"), withBoth.defaultRealm()), replays)
                .begin();
        GSSContext context = TestKdc.initiate(alice, "http/localhost", false);

        assertThat(refusal(exchange.evaluate(TestKdc.first(alice, context), now())))
                .startsWith("kerberos: ");
    }

    @Test
    void aTicketThatCameOnceIsRefusedTheNextTimeAttack111() throws Exception {
        byte[] token = TestKdc.first(alice, TestKdc.initiate(alice, SERVICE, true));

        var unused = challenge(exchange().evaluate(token, now()));
        RoundResult again = exchange().evaluate(token, now());

        assertThat(refusal(again)).isEqualTo("replayed-ticket");
        assertThat(((RoundResult.Refused) again).passing())
                .as("GSS-17: no error 58")
                .isTrue();
    }

    /** The JDK's cache of this process knows nothing of a token that was only shown to the journal. */
    @Test
    void aTicketThatCameBeforeTheRestartIsRefusedAttack111() throws Exception {
        byte[] token = TestKdc.first(alice, TestKdc.initiate(alice, SERVICE, true));
        assertThat(replays.first(ApRequest.parse(token).authenticator().cipherText(), now()))
                .isTrue();
        replays.close();
        replays = ReplayJournal.open(folder.resolve("journal"), now());

        assertThat(refusal(exchange().evaluate(token, now()))).isEqualTo("replayed-ticket");
    }

    @Test
    void nobodyIsLetInWhoseTicketCannotBeWrittenDown() throws Exception {
        byte[] token = TestKdc.first(alice, TestKdc.initiate(alice, SERVICE, true));
        replays.close();

        assertThat(refusal(exchange().evaluate(token, now()))).startsWith("replay-journal: ");
    }

    @Test
    void afterAnAnswerTheClientHasNothingToSay() throws Exception {
        SaslExchange exchange = exchange();
        var unused = challenge(exchange.evaluate(TestKdc.first(alice, TestKdc.initiate(alice, SERVICE, true)), now()));

        assertThat(refusal(exchange.evaluate(new byte[1], now()))).isEqualTo("unexpected-token");
        assertThat(refusal(exchange.evaluate(new byte[0], now()))).isEqualTo("exchange-is-over");
    }

    @ParameterizedTest(name = "attack 117: {0}")
    @ValueSource(
            strings = {
                "", // Nothing.
                "00",
                "60",
                "6000",
                "608000", // A length without end.
                "6084ffffffff", // Four GiB.
                "604006062b0601050502a0363034", // SPNEGO.
                "4e544c4d535350000100000000000000", // NTLM.
                "600b06092a864886f712010202", // The mechanism and no message.
                "600d06092a864886f7120102020200", // AP-REP.
                "600d06092a864886f7120102020100", // AP-REQ without a request.
            })
    void whatIsNoTicketIsRefusedBeforeTheJdkSeesIt(String token) {
        assertThat(refusal(exchange().evaluate(HexFormat.of().parseHex(token), now())))
                .isIn("malformed-kerberos-token", "other-gss-mechanism");
    }

    @Test
    void hugeTokensAreNotReadAttack117() {
        assertThat(refusal(exchange().evaluate(new byte[524_288], now()))).isEqualTo("token-too-long");
    }

    /** Attack 114: whatever krb5.conf allows; the encryption of the ticket and of the authenticator are looked at. */
    @ParameterizedTest
    @ValueSource(strings = {"01", "03", "10", "17", "18"})
    void weakEncryptionIsRefusedBeforeTheJdkSeesIt(String type) throws Exception {
        String token = HexFormat.of().formatHex(TestKdc.first(alice, TestKdc.initiate(alice, SERVICE, true)));
        String strong = "a003020112";
        assertThat(token.split(strong, -1)).hasSize(3);
        String weakTicket = token.replaceFirst(strong, "a0030201" + type);
        int last = token.lastIndexOf(strong);
        String weakAuthenticator =
                token.substring(0, last) + "a0030201" + type + token.substring(last + strong.length());

        for (String weak : List.of(weakTicket, weakAuthenticator)) {
            assertThat(refusal(exchange().evaluate(HexFormat.of().parseHex(weak), now())))
                    .isEqualTo("weak-kerberos-encryption");
        }
    }

    /** Attack 117: cut at each byte, and each byte changed in turn; whatever the JDK says, it is a refusal. */
    @Test
    void brokenTicketsAreRefusedWhateverIsBroken() throws Exception {
        byte[] token = TestKdc.first(alice, TestKdc.initiate(alice, SERVICE, true));
        for (int length = 0; length < token.length; length++) {
            assertThat(exchange().evaluate(Arrays.copyOf(token, length), now()))
                    .isInstanceOf(RoundResult.Refused.class);
        }
        Random random = new Random(117);
        for (int at = 0; at < token.length; at++) {
            byte[] changed = token.clone();
            changed[at] ^= (byte) (1 + random.nextInt(255));
            RoundResult result = exchange().evaluate(changed, now());
            if (result instanceof RoundResult.Challenge) {
                // Nothing covers these but TLS: the options, the service's name, the key's version.
                assertThat(at).isLessThan(token.length / 2);
            }
        }
    }

    @Test
    void aServiceWithoutKeysDoesNotStartGss01() throws Exception {
        Path keyTab = kdc.keyTab(SERVICE);
        Path empty = Files.write(folder.resolve("empty.keytab"), new byte[] {5, 2});

        assertThatThrownBy(() -> KerberosService.open("kafka/nowhere@HOME.ORG", keyTab))
                .isInstanceOf(KerberosFailure.class)
                .hasMessageContaining("has no key of kafka/nowhere@HOME.ORG");
        assertThatThrownBy(() -> KerberosService.open(SERVICE + "@HOME.ORG", empty))
                .isInstanceOf(KerberosFailure.class);
        assertThatThrownBy(() -> KerberosService.open("kafka@HOME.ORG", keyTab))
                .isInstanceOf(KerberosFailure.class)
                .hasMessageContaining("expected: service/host@REALM");
    }

    /** Attack 114: the keytab is read again; the old key counts for as long as it is in it. */
    @Test
    void keysAreRotatedWithoutARestart() throws Exception {
        String name = "kafka/rotating";
        kdc.principal(name);
        KerberosService rotating = KerberosService.open(name + "@" + TestKdc.REALM, kdc.keyTab(name));
        KerberosNames names = KerberosNames.parse(List.of("DEFAULT"), rotating.defaultRealm());
        GssapiMechanism mechanism = new GssapiMechanism(rotating, names, replays);
        GSSContext before = TestKdc.initiate(kdc.logIn("alice"), name, true);
        Subject client = kdc.logIn("alice");
        GSSContext beforeToo = TestKdc.initiate(client, name, true);
        byte[] oldTicket = TestKdc.first(client, beforeToo);

        kdc.server().getKadmin().changePassword(name + "@" + TestKdc.REALM, "another-password");
        Files.delete(kdc.keyTab(name));
        kdc.export(name);

        assertThat(refusal(mechanism.begin().evaluate(oldTicket, now()))).startsWith("kerberos: ");
        Subject again = kdc.logIn("alice");
        var unused =
                challenge(mechanism.begin().evaluate(TestKdc.first(again, TestKdc.initiate(again, name, true)), now()));
        assertThat(before.isEstablished()).isFalse();
    }

    @Test
    void tokensSayTheNamesOfNobodyUntilTheyOpen() {
        RoundResult refused = exchange().evaluate("alice@HOME.ORG".getBytes(StandardCharsets.UTF_8), now());

        assertThat(((RoundResult.Refused) refused).user()).isEmpty();
    }

    private static RoundResult converse(SaslClientExchange client, SaslExchange exchange) throws FailedExchange {
        RoundResult result = exchange.evaluate(client.first(), now());
        while (result instanceof RoundResult.Challenge challenge) {
            result = exchange.evaluate(client.next(challenge.token()).orElseThrow(), now());
        }
        assertThat(client.next(accepted(result).token())).isEmpty();
        return result;
    }

    private KerberosProof brokersProof(String serviceName, Path keyTab) {
        return new KerberosProof(SERVICE, keyTab, serviceName, InstantSource.system());
    }

    /** Brokers among themselves: our client's side, with a keytab, and our server's. */
    @Test
    void aBrokerProvesItselfWithItsKeytabAndBelievesTheOther() throws Exception {
        KerberosProof proof = brokersProof("kafka", kdc.keyTab(SERVICE));

        for (int i = 0; i < 2; i++) { // The second with the ticket that the first got.
            assertThat(accepted(converse(proof.begin("localhost"), exchange()))
                            .principal()
                            .name())
                    .isEqualTo("kafka");
        }
    }

    @Test
    void aServerThatHasNotOpenedTheTicketIsNotBelieved() throws Exception {
        KerberosProof proof = brokersProof("kafka", kdc.keyTab(SERVICE));
        for (byte[] answer : List.of(new byte[0], new byte[] {1, 2, 3}, new byte[] {0x60, 0x02, 0x06, 0x00})) {
            SaslClientExchange client = proof.begin("localhost");
            var unused = client.first();

            assertThatThrownBy(() -> client.next(answer)).isInstanceOf(FailedExchange.class);
            assertThatThrownBy(() -> client.next(answer))
                    .isInstanceOf(FailedExchange.class)
                    .hasMessageContaining("after the end");
        }
    }

    /** Attack 113, seen from the client: the other one's ticket does not open at this service. */
    @Test
    void aTicketForAnotherHostIsNoProofHere() throws Exception {
        KerberosProof proof = brokersProof("kafka", kdc.keyTab(SERVICE));

        assertThat(exchange().evaluate(proof.begin("elsewhere").first(), now()))
                .isInstanceOf(RoundResult.Refused.class);
    }

    @Test
    void withoutAKeyOrAServiceThereIsASentenceAndNoToken() {
        assertThatThrownBy(() -> brokersProof("kafka", folder.resolve("none.keytab"))
                        .begin("localhost")
                        .first())
                .isInstanceOf(FailedExchange.class)
                .hasMessageContaining("the KDC gives no ticket for " + SERVICE + " with keytab");
        assertThatThrownBy(() -> brokersProof("unknown", kdc.keyTab(SERVICE))
                        .begin("localhost")
                        .first())
                .isInstanceOf(FailedExchange.class)
                .hasMessageContaining("for unknown@localhost");
    }
}
