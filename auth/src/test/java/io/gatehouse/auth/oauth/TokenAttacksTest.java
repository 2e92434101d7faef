package io.gatehouse.auth.oauth;

import static io.gatehouse.auth.oauth.Provider.EC;
import static io.gatehouse.auth.oauth.Provider.NOW;
import static io.gatehouse.auth.oauth.Provider.RSA;
import static io.gatehouse.auth.oauth.Provider.base64;
import static io.gatehouse.auth.oauth.Provider.claims;
import static io.gatehouse.auth.oauth.Provider.encoded;
import static io.gatehouse.auth.oauth.Provider.json;
import static io.gatehouse.auth.oauth.Provider.quoted;
import static io.gatehouse.auth.oauth.Provider.signature;
import static io.gatehouse.auth.oauth.Provider.signed;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.crypto.impl.ECDSA;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens made to get in with: ATTACKS group F and section 2.5. Each is refused, with its reason. */
final class TokenAttacksTest {
    private static final String CLAIMS = json(claims());

    private final SignedTokens judge = new SignedTokens(Provider.rules(), new Provider(RSA, EC), any -> false);

    private String judged(String token) {
        return judge.judge(token, NOW)
                .fold(good -> "ACCEPTED", bad -> bad.fault().auditReason());
    }

    private static String header(String members) {
        return "{" + members + ",\"kid\":\"rsa-1\"}";
    }

    @Test
    void theTokenThatAllOthersAreMadeFromIsGood() {
        assertThat(judged(Provider.good())).isEqualTo("ACCEPTED");
        assertThat(judged(signed(EC, "ES256", CLAIMS))).isEqualTo("ACCEPTED");
    }

    /** Attack 89. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"none\"",
                "\"None\"",
                "\"NONE\"",
                "\"nOnE\"",
                "\"none \"",
                "\"\"",
                "null",
                "7",
                "[\"RS256\"]",
                "{}",
                "\"rs256\"",
                "\"RS256 \"",
                "\"RS1\"",
                "\"RSA\"",
                "\"dir\"",
                "\"EdDSA\"",
                "\"ES256K\"",
                "\"HS256\"",
                "\"HS384\"",
                "\"HS512\"",
                "\"RSA-OAEP\"",
                "\"\\u0052S257\""
            })
    void anAlgorithmThatIsNotInTheListIsRefusedWhateverTheSignature(String algorithm) {
        String header = header("\"alg\":" + algorithm);

        assertThat(judged(signed(RSA, "RS256", header, CLAIMS))).isEqualTo("algorithm-not-allowed");
        assertThat(judged(encoded(header) + "." + encoded(CLAIMS) + ".")).isEqualTo("algorithm-not-allowed");
    }

    /** Attack 89. */
    @Test
    void aSignatureThatIsGoneIsMissed() {
        String good = Provider.good();
        String unsigned = good.substring(0, good.lastIndexOf('.'));

        assertThat(judged(unsigned + ".")).isEqualTo("wrong-signature");
        assertThat(judged(unsigned)).isEqualTo("not-a-signed-token");
        assertThat(judged(unsigned + "..")).isEqualTo("not-a-signed-token");
        assertThat(judged(signed(RSA, "RS256", "{\"kid\":\"rsa-1\"}", CLAIMS))).isEqualTo("algorithm-not-allowed");
    }

    /** Attack 90: the public key, in every form in which it is published, as a shared secret. */
    @Test
    void thePublicKeyIsNoSharedSecret() throws Exception {
        byte[] der = RSA.toPublicKey().getEncoded();
        String pem = "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der) + "\n-----END PUBLIC KEY-----\n";
        byte[] point = ECDSA.transcodeSignatureToDER(new byte[] {1, 1});
        List<byte[]> secrets = List.of(
                der,
                pem.getBytes(StandardCharsets.US_ASCII),
                pem.strip().getBytes(StandardCharsets.US_ASCII),
                RSA.getModulus().decode(),
                RSA.getModulus().toString().getBytes(StandardCharsets.US_ASCII),
                RSA.toPublicJWK().toJSONString().getBytes(StandardCharsets.US_ASCII),
                concatenated(EC.getX().decode(), EC.getY().decode()),
                point);
        for (byte[] secret : secrets) {
            for (String algorithm : List.of("HS256", "HS384", "HS512")) {
                String text = encoded(header("\"alg\":" + quoted(algorithm))) + "." + encoded(CLAIMS);
                assertThat(judged(text + "." + base64(hmac(algorithm, secret, text))))
                        .isEqualTo("algorithm-not-allowed");
                String asRsa = encoded(header("\"alg\":\"RS256\"")) + "." + encoded(CLAIMS);
                assertThat(judged(asRsa + "." + base64(hmac(algorithm, secret, asRsa))))
                        .isEqualTo("wrong-signature");
            }
        }
    }

    private static byte[] hmac(String algorithm, byte[] secret, String text) throws GeneralSecurityException {
        String name = algorithm.replace("HS", "HmacSHA");
        Mac mac = Mac.getInstance(name);
        mac.init(new SecretKeySpec(secret, name));
        return mac.doFinal(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] concatenated(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    /** Attack 90: a key is for algorithms of its kind. */
    @Test
    void aKeyIsNotUsedForAnotherKindOfAlgorithm() {
        assertThat(judged(signed(EC, "ES256", header("\"alg\":\"ES256\""), CLAIMS)))
                .isEqualTo("key-for-another-algorithm");
        assertThat(judged(signed(RSA, "RS256", "{\"alg\":\"RS256\",\"kid\":\"ec-1\"}", CLAIMS)))
                .isEqualTo("key-for-another-algorithm");
        assertThat(judged(signed(EC, "ES256", "{\"alg\":\"ES384\",\"kid\":\"ec-1\"}", CLAIMS)))
                .isEqualTo("key-for-another-algorithm");
        assertThat(judged(signed(RSA, "PS256", header("\"alg\":\"RS256\""), CLAIMS)))
                .isEqualTo("wrong-signature");
    }

    @Test
    void aKeyThatIsForOneAlgorithmIsForNoOther() {
        RSAKey one = new RSAKey.Builder(RSA)
                .algorithm(com.nimbusds.jose.JWSAlgorithm.PS256)
                .build();
        SignedTokens strict = new SignedTokens(Provider.rules(), new Provider(one), any -> false);

        assertThat(strict.judge(signed(one, "RS256", CLAIMS), NOW))
                .isInstanceOfSatisfying(
                        TokenVerdict.Bad.class, bad -> assertThat(bad.fault()).isEqualTo(TokenFault.OTHER_KEY));
        assertThat(strict.judge(signed(one, "PS256", CLAIMS), NOW)).isInstanceOf(TokenVerdict.Good.class);
    }

    /** Attack 91, CVE-2022-21449: on the JVM that runs this, too. */
    @ParameterizedTest
    @MethodSource("psychicSignatures")
    void signaturesThatNoKeyMakesAreRefused(String signature) {
        String text = encoded("{\"alg\":\"ES256\",\"kid\":\"ec-1\"}") + "." + encoded(CLAIMS);

        assertThat(judged(text + "." + signature)).isEqualTo("wrong-signature");
    }

    static List<String> psychicSignatures() throws JOSEException {
        BigInteger n = Curve.P_256.toECParameterSpec().getOrder();
        String text = encoded("{\"alg\":\"ES256\",\"kid\":\"ec-1\"}") + "." + encoded(CLAIMS);
        byte[] good = signature(EC, "ES256", text);
        byte[] half = Arrays.copyOf(good, 32);
        byte[] zero = new byte[32];
        return List.of(
                base64(new byte[64]),
                base64(concatenated(fixed(n), fixed(n))),
                base64(concatenated(half, zero)),
                base64(concatenated(zero, half)),
                base64(concatenated(half, fixed(n))),
                base64(concatenated(fixed(n), half)),
                base64(concatenated(fixed(BigInteger.ONE), fixed(BigInteger.ONE))),
                base64(concatenated(fixed(n.subtract(BigInteger.ONE)), fixed(BigInteger.ONE))),
                base64(Arrays.copyOf(good, 63)),
                base64(Arrays.copyOf(good, 65)),
                base64(half),
                base64(ECDSA.transcodeSignatureToDER(good)),
                base64(new byte[1]),
                base64(concatenated(new byte[1], good)),
                "");
    }

    private static byte[] fixed(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] fixed = new byte[32];
        int kept = Math.min(32, bytes.length);
        System.arraycopy(bytes, bytes.length - kept, fixed, 32 - kept, kept);
        return fixed;
    }

    /** Attack 91: n - s signs as well as s does (RFC 7518 does not forbid it); providers send either. */
    @Test
    void bothHalvesOfTheCurveSign() {
        String text = encoded("{\"alg\":\"ES256\",\"kid\":\"ec-1\"}") + "." + encoded(CLAIMS);
        byte[] good = signature(EC, "ES256", text);
        BigInteger n = Curve.P_256.toECParameterSpec().getOrder();
        BigInteger s = new BigInteger(1, Arrays.copyOfRange(good, 32, 64));

        assertThat(judged(text + "." + base64(concatenated(Arrays.copyOf(good, 32), fixed(n.subtract(s))))))
                .isEqualTo("ACCEPTED");
    }

    /** Attack 92: an id is looked up in a table, and nothing else. */
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"../../dev/null\"; unknown-key",
                "\"/dev/null\"; unknown-key",
                "\"' or 1=1 --\"; unknown-key",
                "\"http://127.0.0.1/key\"; unknown-key",
                "\"rsa-1\\u0000\"; unknown-key",
                "\"RSA-1\"; unknown-key",
                "\"rsa-1 \"; unknown-key",
                "\"\"; malformed-key-id",
                "7; malformed-key-id",
                "[\"rsa-1\"]; malformed-key-id",
                "{}; malformed-key-id",
                "null; malformed-key-id"
            })
    void aKeysIdIsTakenToTheLetter(String id, String expected) {
        assertThat(judged(signed(RSA, "RS256", "{\"alg\":\"RS256\",\"kid\":" + id + "}", CLAIMS)))
                .isEqualTo(expected);
    }

    @Test
    void aKeysIdIsShort() {
        assertThat(judged(signed(RSA, "RS256", "{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(256) + "\"}", CLAIMS)))
                .isEqualTo("unknown-key");
        assertThat(judged(signed(RSA, "RS256", "{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(257) + "\"}", CLAIMS)))
                .isEqualTo("malformed-key-id");
        assertThat(judged(signed(RSA, "RS256", "{\"alg\":\"RS256\",\"kid\":\"" + "k".repeat(1 << 20) + "\"}", CLAIMS)))
                .isEqualTo("token-too-long");
    }

    /** Attack 93: where a token says its key is, nobody looks; the key that it brings along is nobody's. */
    @Test
    void keysThatATokenBringsAlongAreNotBelieved() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        HttpServer stub = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        stub.createContext("/", exchange -> {
            asked.incrementAndGet();
            exchange.close();
        });
        stub.start();
        try {
            String url = "\"http://127.0.0.1:" + stub.getAddress().getPort() + "/keys\"";
            RSAKey attacker = Provider.rsa("rsa-1", 2048);
            String own = attacker.toPublicJWK().toJSONString();
            for (String member : List.of(
                    "\"jku\":" + url,
                    "\"x5u\":" + url,
                    "\"jwk\":" + own,
                    "\"x5c\":[\"MIIB\"]",
                    "\"x5t\":\"AAAA\"",
                    "\"x5t#S256\":\"AAAA\"")) {
                String header = header("\"alg\":\"RS256\"," + member);
                assertThat(judged(signed(attacker, "RS256", header, CLAIMS))).isEqualTo("wrong-signature");
                assertThat(judged(signed(attacker, "RS256", header.replace("rsa-1", "mine"), CLAIMS)))
                        .isEqualTo("unknown-key");
                assertThat(judged(signed(RSA, "RS256", header, CLAIMS)))
                        .as("ignored")
                        .isEqualTo("ACCEPTED");
            }
            assertThat(asked).hasValue(0);
        } finally {
            stub.stop(0);
        }
    }

    /** Attacks 94 and 95. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"crit\":[\"exp\"]",
                "\"crit\":[]",
                "\"crit\":\"b64\"",
                "\"crit\":null",
                "\"crit\":[\"b64\"],\"b64\":false",
                "\"b64\":false",
                "\"b64\":true",
                "\"zip\":\"DEF\"",
                "\"enc\":\"A256GCM\"",
                "\"cty\":\"JWT\"",
                "\"cty\":\"application/jwt\""
            })
    void headersThatChangeTheMeaningAreRefused(String member) {
        assertThat(judged(signed(RSA, "RS256", header("\"alg\":\"RS256\"," + member), CLAIMS)))
                .isEqualTo("header-not-allowed");
    }

    /** Attack 95, CVE-2023-52428, CVE-2023-51775, CVE-2024-29371: refused by the number of parts, before anything is decoded, decrypted or inflated. */
    @Test
    void encryptedTokensAreNotLookedInto() {
        String pbes = encoded("{\"alg\":\"PBES2-HS256+A128KW\",\"enc\":\"A128GCM\",\"p2c\":2147483647,\"p2s\":\"AA\"}");
        String bomb = encoded("{\"alg\":\"dir\",\"enc\":\"A128GCM\",\"zip\":\"DEF\"}");

        assertThat(judged(pbes + ".AAAA.AAAA.AAAA.AAAA")).isEqualTo("not-a-signed-token");
        assertThat(judged(bomb + "..AAAA." + "A".repeat(10_000) + ".AAAA")).isEqualTo("not-a-signed-token");
        assertThat(judged(pbes + ".AAAA.AAAA")).isEqualTo("header-not-allowed");
        assertThat(judged(encoded(header("\"alg\":\"PBES2-HS256+A128KW\",\"p2c\":2147483647")) + ".AAAA.AAAA"))
                .isEqualTo("algorithm-not-allowed");
    }

    /** A token inside a token: the claims of the outer one are no object. */
    @Test
    void nestedTokensAreNoClaims() {
        assertThat(judged(signed(RSA, "RS256", Provider.good()))).isEqualTo("malformed-token");
        assertThat(judged(signed(RSA, "RS256", quoted(Provider.good())))).isEqualTo("malformed-token");
    }

    @Test
    void twoSignaturesAreOneTooMany() {
        String good = Provider.good();

        assertThat(judged(good + good.substring(good.lastIndexOf('.')))).isEqualTo("not-a-signed-token");
        assertThat(judged("{\"payload\":\"" + encoded(CLAIMS) + "\",\"signatures\":[]}"))
                .isEqualTo("not-a-signed-token");
        assertThat(judged(good + "." + good)).isEqualTo("not-a-signed-token");
    }

    /** Attack 99. */
    @ParameterizedTest
    @MethodSource("ambiguousClaims")
    void textsThatTwoReadersReadDifferentlyAreRefused(String claims) {
        assertThat(judged(signed(RSA, "RS256", claims))).isEqualTo("malformed-token");
    }

    static List<String> ambiguousClaims() {
        String open = CLAIMS.substring(0, CLAIMS.length() - 1);
        return List.of(
                open + ",\"sub\":\"root\"}",
                open + ",\"su\\u0062\":\"root\"}",
                open + ",\"x\":{\"a\":1,\"a\":2}}",
                "\ufeff" + CLAIMS,
                CLAIMS + "{}",
                CLAIMS + " x",
                CLAIMS + ",",
                CLAIMS + "\u0000",
                "/* */" + CLAIMS,
                open + ",}",
                open + ",//\n\"x\":1}",
                open + ",'x':1}",
                open + ",x:1}",
                open + ",\"x\":NaN}",
                open + ",\"x\":Infinity}",
                open + ",\"x\":007}",
                open + ",\"x\":+1}",
                open + ",\"x\":.5}",
                open + ",\"x\":0x10}",
                open + ",\"x\":\"\\x41\"}",
                open + ",\"x\":\"\u0001\"}",
                open + ",\"x\":\"\\ud800\"}",
                open + ",\"x\":\"\\udc00\\ud800\"}",
                open + ",\"\\ud800\":1}",
                open + ",\"x\":[{\"y\":\"\\udfff\"}]}",
                "[" + CLAIMS + "]",
                quoted("x"),
                "null",
                "",
                "{",
                open);
    }

    /** Attack 99: each of these would be a replacement character to a reader that is not strict. */
    @ParameterizedTest
    @ValueSource(strings = {"ff", "c0af", "eda080", "c3", "f8888080", "e28228"})
    void bytesThatAreNoUtf8AreRefused(String hexadecimal) {
        byte[] middle = java.util.HexFormat.of().parseHex(hexadecimal);
        byte[] start = (CLAIMS.substring(0, CLAIMS.length() - 1) + ",\"x\":\"").getBytes(StandardCharsets.UTF_8);
        byte[] bytes = concatenated(concatenated(start, middle), "\"}".getBytes(StandardCharsets.UTF_8));
        String text = encoded(header("\"alg\":\"RS256\"")) + "." + base64(bytes);

        assertThat(judged(text + "." + base64(signature(RSA, "RS256", text)))).isEqualTo("malformed-token");
    }

    /** Attack 92, 99: the header too. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"alg\":\"none\"}",
                "{\"alg\":\"none\",\"kid\":\"rsa-1\",\"alg\":\"RS256\"}",
                "{\"alg\":\"RS256\",\"kid\":\"rsa-1\",\"kid\":\"rsa-1\"}",
                "{\"alg\":\"RS256\",\"kid\":\"rsa-1\"} ,",
                "\ufeff{\"alg\":\"RS256\",\"kid\":\"rsa-1\"}",
                "[]",
                "",
                "null"
            })
    void aHeaderIsReadAsStrictly(String header) {
        assertThat(judged(signed(RSA, "RS256", header, CLAIMS))).isEqualTo("malformed-token");
    }

    /** Attack 100, CVE-2025-53864, CVE-2025-52999, CVE-2026-18401: signed by the provider all the same. */
    @Test
    void depthAndSizeAreBounded() {
        String open = CLAIMS.substring(0, CLAIMS.length() - 1);
        for (String hostile : List.of(
                "[".repeat(5_000) + "]".repeat(5_000),
                "{\"a\":".repeat(1_500) + "1" + "}".repeat(1_500),
                "[".repeat(6_000),
                "9".repeat(10_000),
                "1e" + "9".repeat(10_000),
                "0." + "9".repeat(10_000))) {
            assertThat(judged(signed(RSA, "RS256", open + ",\"x\":" + hostile + "}")))
                    .isEqualTo("malformed-token");
        }
        assertThat(judged(signed(RSA, "RS256", open + ",\"x\":\"" + "a".repeat(1 << 20) + "\"}")))
                .isEqualTo("token-too-long");
        assertThat(judged(signed(RSA, "RS256", open + ",\"" + "a".repeat(300) + "\":1}")))
                .isEqualTo("malformed-token");
    }

    /** Attack 101. */
    @Test
    void aTokenMayBeLargeButNotHuge() {
        String open = CLAIMS.substring(0, CLAIMS.length() - 1) + ",\"groups\":\"";

        assertThat(judged(signed(RSA, "RS256", open + "g".repeat(8 * 1024) + "\"}")))
                .isEqualTo("ACCEPTED");
        for (int length : List.of(64 * 1024, 512 * 1024)) {
            TokenVerdict.Bad refused =
                    (TokenVerdict.Bad) judge.judge(signed(RSA, "RS256", open + "g".repeat(length) + "\"}"), NOW);
            assertThat(refused.fault()).isEqualTo(TokenFault.TOO_LONG);
            assertThat(refused.detail()).endsWith("characters (expected: at most 16384)");
        }
    }

    /** One text for one sequence of bytes. */
    @Test
    void otherWritingsOfTheSameBytesAreRefused() {
        String good = Provider.good();
        String[] parts = good.split("\\.", -1);
        for (String other : List.of(
                good + "=",
                good + "==",
                good + " ",
                good + "\n",
                " " + good,
                good.replace(".", " ."),
                parts[0] + "=." + parts[1] + "." + parts[2],
                good.replace('-', '+').replace('_', '/') + "+",
                parts[0] + "." + parts[1] + "." + lastBitChanged(parts[2]))) {
            assertThat(judged(other)).isEqualTo("malformed-token");
        }
    }

    /** 256 bytes leave four bits over in their last letter, which say nothing. */
    private static String lastBitChanged(String part) {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        int last = letters.indexOf(part.charAt(part.length() - 1));
        return part.substring(0, part.length() - 1) + letters.charAt(last ^ 1);
    }

    @Test
    void noPrefixOfATokenIsOne() {
        String good = Provider.good();
        for (int length = 0; length < good.length(); length++) {
            assertThat(judged(good.substring(0, length)))
                    .as("%d characters", length)
                    .isNotEqualTo("ACCEPTED");
        }
    }

    /** Seeded: a good token with one character changed is refused, wherever it is. */
    @ParameterizedTest
    @ValueSource(longs = {7_515, 20_261_121})
    void noChangedTokenIsOne(long seed) {
        Random random = new Random(seed);
        for (String good : List.of(Provider.good(), signed(EC, "ES256", CLAIMS))) {
            for (int round = 0; round < 2_000; round++) {
                char[] changed = good.toCharArray();
                int at = random.nextInt(changed.length);
                changed[at] = (char) (' ' + 1 + random.nextInt(94));
                if (changed[at] != good.charAt(at)) {
                    assertThat(judged(new String(changed)))
                            .as("seed %d, round %d, at %d", seed, round, at)
                            .isNotEqualTo("ACCEPTED");
                }
            }
        }
    }

    /** A key of the same id on another curve, and a key of the provider that has the id of another. */
    @Test
    void someoneElsesKeyOfTheSameIdSignsNothing() {
        ECKey other = Provider.ec("ec-1", Curve.P_256);

        assertThat(judged(signed(other, "ES256", CLAIMS))).isEqualTo("wrong-signature");
        assertThat(judged(signed(Provider.ec("ec-1", Curve.P_384), "ES384", CLAIMS)))
                .isEqualTo("key-for-another-algorithm");
        assertThat(judged(signed(Provider.rsa("rsa-1", 2048), "RS256", CLAIMS))).isEqualTo("wrong-signature");
    }

    /** An RSA signature of 1 is the same to every key with the exponent 1; other wrong lengths besides. */
    @Test
    void rsaSignaturesThatNoKeyMakesAreRefused() {
        String text = encoded(header("\"alg\":\"RS256\"")) + "." + encoded(CLAIMS);
        byte[] one = new byte[256];
        one[255] = 1;
        byte[] good = signature(RSA, "RS256", text);
        for (byte[] signature : List.of(
                new byte[256],
                one,
                RSA.getModulus().decode(),
                new byte[1],
                Arrays.copyOf(good, 255),
                Arrays.copyOf(good, 257),
                concatenated(new byte[1], good),
                new byte[4096])) {
            assertThat(judged(text + "." + Base64URL.encode(signature))).isEqualTo("wrong-signature");
        }
    }

    @Test
    void theDetailOfARefusalNeverHoldsTheToken() {
        String token = signed(Provider.rsa("rsa-1", 2048), "RS256", CLAIMS);

        TokenVerdict.Bad bad = (TokenVerdict.Bad) judge.judge(token, NOW);

        for (String part : token.split("\\.", -1)) {
            assertThat(bad.detail()).doesNotContain(part.substring(0, 12));
        }
    }
}
