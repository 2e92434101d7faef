package io.gatehouse.auth.oauth;

import static io.gatehouse.auth.oauth.Provider.EC;
import static io.gatehouse.auth.oauth.Provider.NOW;
import static io.gatehouse.auth.oauth.Provider.RSA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.util.Base64URL;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a provider's set is believed (attacks 103, 105), and the copy of it that is kept. */
final class KeySetTest {
    @TempDir
    private Path folder;

    private static String set(String... keys) {
        return Arrays.stream(keys).collect(Collectors.joining(",", "{\"keys\":[", "]}"));
    }

    private static String text(JWK key) {
        return key.toPublicJWK().toJSONString();
    }

    private static KeySet parse(String set) throws UnusableKeySet {
        return KeySet.parse(set.getBytes(StandardCharsets.UTF_8));
    }

    private static String with(JWK key, String members) {
        return text(key).replaceFirst("\\{", "{" + members + ",");
    }

    /** The good ones stay, whatever is beside them. */
    private static void assertLeftOut(String key, String reason) throws UnusableKeySet {
        KeySet read = parse(set(key, text(EC)));

        assertThat(read.ids()).containsExactly("ec-1");
        assertThat(read.leftOut()).singleElement().asString().contains(reason);
    }

    @Test
    void keysAreFoundByTheirIds() throws Exception {
        KeySet read = parse(set(text(RSA), text(EC)));

        assertThat(read.ids()).containsExactly("ec-1", "rsa-1");
        assertThat(read.find("rsa-1").orElseThrow().key()).isEqualTo(RSA.toPublicKey());
        assertThat(read.find("ec-1").orElseThrow().key()).isEqualTo(EC.toPublicKey());
        assertThat(read.leftOut()).isEmpty();
        assertThat(read.single()).isEmpty();
    }

    @Test
    void aWeakKeyIsLeftOut() throws Exception {
        BigInteger small = BigInteger.TWO.pow(511).add(BigInteger.ONE);
        assertLeftOut(rsa("weak", small, BigInteger.valueOf(65_537)), "512 bits");
        assertLeftOut(text(Provider.rsa("weak", 1024)), "1024 bits");
        assertLeftOut(
                rsa("big", BigInteger.TWO.pow(16_384).add(BigInteger.ONE), BigInteger.valueOf(65_537)), "key 'big'");
    }

    private static String rsa(String id, BigInteger modulus, BigInteger exponent) {
        return "{\"kty\":\"RSA\",\"kid\":\"" + id + "\",\"n\":\"" + Base64URL.encode(modulus) + "\",\"e\":\""
                + Base64URL.encode(exponent) + "\"}";
    }

    @Test
    void numbersThatNoKeyHasAreLeftOut() throws Exception {
        BigInteger modulus = RSA.getModulus().decodeToBigInteger();
        BigInteger usual = BigInteger.valueOf(65_537);
        assertLeftOut(rsa("even", modulus.add(BigInteger.ONE), usual), "key 'even'");
        assertLeftOut(rsa("one", modulus, BigInteger.ONE), "key 'one'");
        assertLeftOut(rsa("even", modulus, BigInteger.valueOf(4)), "key 'even'");
        assertLeftOut(rsa("huge", modulus, BigInteger.TWO.pow(2000).add(BigInteger.ONE)), "key 'huge'");
        assertLeftOut("{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":\"\",\"e\":\"AQAB\"}", "no number n");
        assertLeftOut("{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":\"AQAB\"}", "no number e");
        assertLeftOut("{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":[1],\"e\":\"AQAB\"}", "no number n");
        assertLeftOut("{\"kty\":\"RSA\",\"kid\":\"x\",\"n\":\"a b!\",\"e\":\"AQAB\"}", "no number n");
    }

    /** CVE-2017-12974. */
    @Test
    void aPointThatIsNotOnTheCurveIsLeftOut() throws Exception {
        ECKey other = Provider.ec("x", Curve.P_256);
        String mixed = "{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"P-256\",\"x\":\"" + EC.getX() + "\",\"y\":\""
                + other.getY() + "\"}";
        assertLeftOut(mixed, "no point on its curve");
        assertLeftOut(text(other).replace("P-256", "P-384"), "no point on its curve");
        assertLeftOut(text(other).replace("P-256", "secp256k1"), "curve 'secp256k1'");
        assertLeftOut("{\"kty\":\"EC\",\"kid\":\"x\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\"}", "no point");
    }

    @Test
    void aKeyForSomethingElseIsLeftOut() throws Exception {
        RSAKey key = Provider.rsa("x", 2048);
        assertLeftOut(text(new RSAKey.Builder(key).keyUse(KeyUse.ENCRYPTION).build()), "not for signatures");
        assertLeftOut(with(key, "\"use\":7"), "not for signatures");
        assertLeftOut(with(key, "\"key_ops\":[\"encrypt\"]"), "not for signatures");
        assertLeftOut(with(key, "\"alg\":\"RSA-OAEP\""), "for algorithm 'RSA-OAEP'");
        assertLeftOut(with(key, "\"alg\":\"none\""), "for algorithm 'none'");
        assertLeftOut(with(key, "\"alg\":\"HS256\""), "for algorithm 'HS256'");
        assertLeftOut(with(key, "\"alg\":\"ES256\""), "algorithm of other keys");
        assertLeftOut("{\"kty\":\"oct\",\"kid\":\"x\",\"k\":\"AAAA\"}", "type 'oct'");
        assertLeftOut("{\"kty\":\"OKP\",\"kid\":\"x\",\"crv\":\"Ed25519\",\"x\":\"AAAA\"}", "type 'OKP'");
        assertLeftOut("7", "type ''");
        assertLeftOut("{\"kid\":7,\"kty\":\"RSA\"}", "an id that is none");
        assertLeftOut("{\"kid\":\"" + "k".repeat(257) + "\",\"kty\":\"RSA\"}", "an id that is none");
    }

    /** Everybody could sign with it. */
    @Test
    void aKeyThatShowsItsPrivateHalfIsLeftOut() throws Exception {
        assertLeftOut(Provider.rsa("x", 2048).toJSONString(), "shows its private half");
        assertLeftOut(Provider.ec("x", Curve.P_256).toJSONString(), "shows its private half");
    }

    /** Attack 103. */
    @Test
    void anIdThatTwoKeysHaveIsNobodys() throws Exception {
        KeySet read = parse(set(text(RSA), text(Provider.rsa("rsa-1", 2048)), text(EC)));

        assertThat(read.ids()).containsExactly("ec-1");
        assertThat(read.ambiguous("rsa-1")).isTrue();
        assertThat(read.leftOut()).containsExactly("two keys have the id 'rsa-1'");
        assertThat(new SignedTokens(
                                Provider.rules(),
                                new Provider(set(text(RSA), text(Provider.rsa("rsa-1", 2048)))),
                                any -> false)
                        .judge(Provider.good(), NOW))
                .isInstanceOfSatisfying(
                        TokenVerdict.Bad.class, bad -> assertThat(bad.fault()).isEqualTo(TokenFault.AMBIGUOUS_KEY));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "{}",
                "[]",
                "{\"keys\":{}}",
                "{\"keys\":[]}",
                "{\"keys\":null}",
                "{\"keys\":[7,null,\"x\",{},[]]}",
                "<!DOCTYPE html><html><body>Service unavailable</body></html>",
                "{\"keys\":[]}{\"keys\":[]}",
                "{\"keys\":[],\"keys\":[]}",
                "root:x:0:0:root:/root:/bin/bash"
            })
    void whatIsNoSetIsRefusedAndNotShown(String text) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(UnusableKeySet.class)
                .hasMessageNotContaining("html")
                .hasMessageNotContaining("root"); // Attack 106.
    }

    @Test
    void aSetIsBounded() {
        String many = set(java.util.Collections.nCopies(101, text(EC)).toArray(String[]::new));
        assertThatThrownBy(() -> parse(many)).hasMessageContaining("at most 100");
        assertThatThrownBy(() -> parse("{\"keys\":[" + " ".repeat(256 * 1024) + "]}"))
                .hasMessageContaining("at most 262144");
        assertThatThrownBy(() -> parse("{\"keys\":" + "[".repeat(10_000) + "]".repeat(10_000) + "}"))
                .isInstanceOf(UnusableKeySet.class);
    }

    @Test
    void theCopyHoldsWhatIsPublicAndOnlyItsOwnerMayTouchIt() throws Exception {
        Path file = folder.resolve("keys.json");
        KeySetCopy copy = new KeySetCopy(file);
        KeySet read = parse(set(
                text(RSA),
                with(EC, "\"x5c\":[\"MIIB\"]"),
                Provider.rsa("shown", 2048).toJSONString()));

        copy.write("https://id.example/keys", read, NOW);
        copy.write("https://id.example/keys", read, NOW.plusSeconds(1));

        KeySetCopy.Content content = copy.read("https://id.example/keys");
        assertThat(content.fetched()).isEqualTo(NOW.plusSeconds(1));
        assertThat(content.keys().ids()).containsExactly("ec-1", "rsa-1");
        assertThat(Files.readString(file)).doesNotContain("x5c", "shown", "\"d\"");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    /** Whoever can write it can log in as anybody. */
    @Test
    void aCopyThatOthersMayTouchIsNotBelieved() throws Exception {
        Path file = folder.resolve("keys.json");
        KeySetCopy copy = new KeySetCopy(file);
        copy.write("url", parse(set(text(RSA))), NOW);
        for (String permissions : List.of("rw-rw----", "rw-r--r--", "rw-----w-", "rwx------")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            assertThatThrownBy(() -> copy.read("url")).hasMessageContaining("expected: rw-------");
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        assertThat(copy.read("url").keys().ids()).containsExactly("rsa-1");

        Path link = folder.resolve("link.json");
        Files.createSymbolicLink(link, file);
        assertThatThrownBy(() -> new KeySetCopy(link).read("url")).hasMessageContaining("is not there");
    }

    @Test
    void aCopyOfAnotherAddressOrADamagedOneIsNotBelieved() throws Exception {
        Path file = folder.resolve("keys.json");
        KeySetCopy copy = new KeySetCopy(file);
        assertThatThrownBy(() -> copy.read("url")).hasMessageContaining("is not there");
        copy.write("url", parse(set(text(RSA))), NOW);
        String good = Files.readString(file);

        assertThatThrownBy(() -> copy.read("other")).hasMessageContaining("of another address");
        for (String bad : List.of(
                good.substring(0, good.length() / 2),
                good.replace("\"version\":1", "\"version\":2"),
                good.replaceAll("\"fetched\":\\d+", "\"fetched\":-1"),
                good.replaceAll("\"fetched\":\\d+", "\"fetched\":\"now\""),
                "{}",
                "")) {
            Files.writeString(file, bad);
            assertThatThrownBy(() -> copy.read("url")).isInstanceOf(IOException.class);
        }
    }
}
