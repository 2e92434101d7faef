package io.gatehouse.auth.oauth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONFORMANCE OAU-01, attack 108. A ^ in a text stands for the byte 1. */
final class ClientMessageTest {
    private static byte[] bytes(String text) {
        return text.replace('^', '\u0001').getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ClientMessage parse(String text) throws MalformedOauth {
        return ClientMessage.parse(bytes(text));
    }

    @Test
    void aTokenAlone() throws Exception {
        assertThat(parse("n,,^auth=Bearer a.b-c_d~e+f/1==^^"))
                .isEqualTo(new ClientMessage("", "a.b-c_d~e+f/1==", Map.of()));
    }

    /** What librdkafka and Java send (OAU-17, OAU-26). */
    @Test
    void extensionsBeforeAndAfterTheToken() throws Exception {
        assertThat(parse("n,a=alice,^host=localhost^auth=bEaReR  t^traceId=a b\t\r\n=c^^"))
                .isEqualTo(new ClientMessage("alice", "t", Map.of("host", "localhost", "traceId", "a b\t\r\n=c")));
    }

    @Test
    void anAuthorizationIdWithEscapes() throws Exception {
        assertThat(parse("n,a=a=2Cb=3D=2C,^auth=Bearer t^^").authorization()).isEqualTo("a,b=,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,,",
                "n,,^",
                "n,,^^",
                "y,,^auth=Bearer t^^",
                "p=tls-unique,,^auth=Bearer t^^",
                "N,,^auth=Bearer t^^",
                " n,,^auth=Bearer t^^",
                "n,^auth=Bearer t^^",
                "n,,auth=Bearer t^^",
                "n,a=,^auth=Bearer t^^",
                "n,a=x=2c,^auth=Bearer t^^",
                "n,a=x=,^auth=Bearer t^^",
                "n,a=x=00,^auth=Bearer t^^",
                "n,a=x,y,^auth=Bearer t^^",
                "n,b=x,^auth=Bearer t^^",
                "n,a=x^y,^auth=Bearer t^^",
                "n,,^auth=Bearer t^",
                "n,,^auth=Bearer t",
                "n,,^auth=Bearer t^^^",
                "n,,^auth=Bearer t^^x",
                "n,,^auth=Bearer t^^auth=Bearer t^^",
                "n,,^auth=^^",
                "n,,^auth=Bearer^^",
                "n,,^auth=Bearer ^^",
                "n,,^auth=Bearer\tt^^",
                "n,,^auth= Bearer t^^",
                "n,,^auth=Bearer t ^^",
                "n,,^auth=Bearer t=t^^",
                "n,,^auth=Bearer a b^^",
                "n,,^auth=Bearer a,b^^",
                "n,,^auth=Basic dDp0^^",
                "n,,^auth=Bearer t^auth=Bearer t^^",
                "n,,^auth=Bearer t^auth=Bearer u^^",
                "n,,^traceId=x^^",
                "n,,^Auth=Bearer t^^",
                "n,,^auth=Bearer t^a=1^a=1^^",
                "n,,^auth=Bearer t^=1^^",
                "n,,^auth=Bearer t^x^^",
                "n,,^auth=Bearer t^a1=1^^",
                "n,,^auth=Bearer t^a_b=1^^",
                "n,,^auth=Bearer t^a b=1^^",
                "n,,^auth=Bearer t^a=\u0000^^",
                "n,,^auth=Bearer t^a=\u0002^^",
                "n,,^auth=Bearer t^a=\u007f^^",
                "n,,^auth=Bearer t^a=\u00e4^^",
                "n,a=\u00e4,^auth=Bearer t^^",
                "n,,^auth=Bearer \u00e4^^",
                "n,,^auth^=Bearer t^^",
                "{\"auth\":\"Bearer t\"}"
            })
    void anythingElseIsRefusedAsAWhole(String text) {
        assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedOauth.class).hasMessage("malformed-oauth-message");
    }

    @Test
    void moreExtensionsThanAnybodyHasAreRefused() throws Exception {
        assertThat(parse("n,,^auth=Bearer t^" + extensions(32) + "^").extensions())
                .hasSize(32);
        assertThatThrownBy(() -> parse("n,,^auth=Bearer t^" + extensions(40) + "^"))
                .hasMessage("malformed-oauth-message");
    }

    private static String extensions(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append((char) ('a' + i / 26)).append((char) ('a' + i % 26)).append("=1^");
        }
        return text.toString();
    }

    /** Attack 101. */
    @Test
    void aMessageThatIsLargerThanAnyTokenIsNotRead() {
        assertThatThrownBy(() -> parse("n,,^auth=Bearer " + "t".repeat(512 * 1024) + "^^"))
                .hasMessage("message-too-long");
    }

    /** Attack 108: no text, however it is put together, costs more than one look at each character. */
    @Test
    void noTextMakesTheReaderGoBack() {
        for (String piece : new String[] {"=2C", "=3D", "a", "=", " "}) {
            String text = "n,a=" + piece.repeat(30_000 / piece.length()) + "\u0002";

            assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedOauth.class);
            assertThatThrownBy(() -> parse("n,,^auth=Bearer " + piece.repeat(30_000 / piece.length()) + "!^^"))
                    .isInstanceOf(MalformedOauth.class);
        }
    }

    @Test
    void nothingPrintsTheToken() throws Exception {
        assertThat(parse("n,,^auth=Bearer s3cret^^")).hasToString("ClientMessage[token of 6 characters, 0 extensions]");
    }

    /** Seeded: pieces of messages in any order, with bytes changed, either parse back to the same or are refused. */
    @ParameterizedTest
    @ValueSource(longs = {1, 20_261_121, 7_628})
    void mixedUpMessagesAreReadOrRefusedAndNothingElse(long seed) {
        String[] pieces = {"n,", ",", "a=", "alice", "=2C", "^", "auth=", "Bearer ", "t.t.t", "=", "x=1", "\u0000", "^^"
        };
        Random random = new Random(seed);
        int read = 0;
        for (int round = 0; round < 200_000; round++) {
            byte[] message = bytes(round % 2 == 0 ? mixed(pieces, random) : "n,a=alice,^auth=Bearer t.t.t^x=1^^");
            if (round % 2 == 1) {
                message[random.nextInt(message.length)] = (byte) random.nextInt(256);
            }
            try {
                ClientMessage parsed = ClientMessage.parse(message);
                assertThat(parsed.token()).as("seed %d, round %d", seed, round).matches("[A-Za-z0-9._~+/-]+=*");
                assertThat(parsed.extensions()).doesNotContainKey("auth");
                assertThat(new String(message, StandardCharsets.US_ASCII)).contains(parsed.token());
                read++;
            } catch (MalformedOauth expected) {
                assertThat(expected.auditReason()).isEqualTo("malformed-oauth-message");
            }
        }
        assertThat(read).as("some are legal").isPositive();
    }

    private static String mixed(String[] pieces, Random random) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(pieces[random.nextInt(pieces.length)]);
        }
        return text.toString();
    }
}
