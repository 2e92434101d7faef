package io.gatehouse.zk;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gatehouse.auth.secret.Secret;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class SealTest {
    private static final byte[] CLEAR = "{\"version\":1,\"config\":{}}".getBytes(UTF_8);
    private static final Seal.Place PLACE = new Seal.Place("/config/users/alice", 3, 42);

    private final SecureRandom random = new SecureRandom();
    private final Secret first = key();
    private final Secret second = key();
    private final Seal seal = new Seal(ring("k-1", Map.of("k-1", first, "k-2", second)), "cluster-A", random);

    @Test
    void aValueOpensWhereItWasSealed() {
        Seal.Opened opened = seal.open(seal.close(CLEAR, PLACE), PLACE);

        assertThat(opened.clear()).isEqualTo(CLEAR);
        assertThat(opened.keyId()).isEqualTo("k-1");
    }

    @Test
    void aValueOpensNowhereElse() { // attacks 270, 271
        byte[] sealed = seal.close(CLEAR, PLACE);

        refuses(sealed, new Seal.Place("/config/users/bob", 3, 42));
        refuses(sealed, new Seal.Place(PLACE.path(), 4, 42));
        refuses(sealed, new Seal.Place(PLACE.path(), 2, 42));
        refuses(sealed, new Seal.Place(PLACE.path(), 3, 43));
        refuses(sealed, Seal.Place.ofCreation(PLACE.path()));
        Seal other = new Seal(ring("k-1", Map.of("k-1", first)), "cluster-B", random);
        assertThat(reason(other, sealed, PLACE)).isEqualTo(SealBroken.Reason.NOT_AUTHENTIC);
    }

    @Test
    void aChangeOfAnyBitIsNoticed() { // attack 276
        byte[] sealed = seal.close(CLEAR, PLACE);

        for (int i = 0; i < sealed.length * 8; i++) {
            byte[] changed = sealed.clone();
            changed[i / 8] ^= (byte) (1 << (i % 8));
            assertThat(reason(seal, changed, PLACE)).as("bit %d", i).isNotNull();
        }
    }

    @Test
    void aShortenedOrLengthenedValueIsNoticed() { // attacks 274, 276
        byte[] sealed = seal.close(CLEAR, PLACE);

        for (int length = 0; length < sealed.length; length++) {
            refuses(Arrays.copyOf(sealed, length), PLACE);
        }
        refuses(Arrays.copyOf(sealed, sealed.length + 1), PLACE);
        refuses((text(sealed) + "AA").getBytes(US_ASCII), PLACE);
        refuses((text(sealed) + "\n").getBytes(US_ASCII), PLACE);
        refuses((" " + text(sealed)).getBytes(US_ASCII), PLACE);
    }

    @Test
    void oldValuesOpenAfterARotationAndNewOnesUseTheNewKey() { // attack 283
        byte[] old = seal.close(CLEAR, PLACE);
        Seal rotated = new Seal(ring("k-2", Map.of("k-1", first, "k-2", second)), "cluster-A", random);

        assertThat(rotated.open(old, PLACE).keyId()).isEqualTo("k-1");
        byte[] fresh = rotated.close(CLEAR, PLACE);
        assertThat(seal.open(fresh, PLACE).keyId()).isEqualTo("k-2");
    }

    @Test
    void anUnknownKeyIsSaidAndNoOtherKeyIsTried() { // attack 273
        byte[] sealed = seal.close(CLEAR, PLACE);
        Seal sameKeyOtherId = new Seal(ring("k-3", Map.of("k-3", first)), "cluster-A", random);

        assertThat(reason(sameKeyOtherId, sealed, PLACE)).isEqualTo(SealBroken.Reason.UNKNOWN_KEY);
    }

    @Test
    void aHeaderThatNamesAnotherLiveKeyOrAlgorithmIsRefused() { // attacks 273, 274
        String sealed = text(seal.close(CLEAR, PLACE));

        refuses(withHeader(sealed, "\"kid\":\"k-1\"", "\"kid\":\"k-2\""), PLACE);
        refuses(withHeader(sealed, "A256GCM", "A128GCM"), PLACE);
        refuses(withHeader(sealed, "\"dir\"", "\"A256KW\""), PLACE);
        refuses(withHeader(sealed, "gatehouse-znode-1", "gatehouse-znode-0"), PLACE);
        refuses(withHeader(sealed, "{", "{\"zip\":\"DEF\","), PLACE);
        refuses(withHeader(sealed, "{", "{\"extra\":1,"), PLACE);
    }

    @Test
    void noNonceComesTwice() { // attack 275
        Set<String> nonces = new HashSet<>();

        for (int i = 0; i < 5_000; i++) {
            nonces.add(text(seal.close(CLEAR, PLACE)).split("\\.", -1)[2]);
        }

        assertThat(nonces).hasSize(5_000);
    }

    private void refuses(byte[] data, Seal.Place place) {
        assertThat(reason(seal, data, place)).isEqualTo(SealBroken.Reason.NOT_AUTHENTIC);
    }

    private static SealBroken.Reason reason(Seal seal, byte[] data, Seal.Place place) {
        SealBroken broken = catchThrowableOfType(SealBroken.class, () -> seal.open(data, place));
        assertThat(broken).hasMessageContaining(place.path());
        return broken.reason();
    }

    private static byte[] withHeader(String sealed, String part, String instead) {
        int dot = sealed.indexOf('.');
        String header = new String(Base64.getUrlDecoder().decode(sealed.substring(0, dot)), UTF_8);
        assertThat(header).contains(part);
        String changed = header.replaceFirst(Pattern.quote(part), instead);
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(changed.getBytes(UTF_8));
        return (encoded + sealed.substring(dot)).getBytes(US_ASCII);
    }

    private static String text(byte[] sealed) {
        return new String(sealed, US_ASCII);
    }

    private Secret key() {
        byte[] bytes = new byte[KeyRing.KEY_BYTES];
        random.nextBytes(bytes);
        return Secret.of(bytes);
    }

    private static KeyRing ring(String active, Map<String, Secret> keys) {
        return new KeyRing(active, new LinkedHashMap<>(keys));
    }
}
