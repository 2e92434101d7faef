package io.gatehouse.auth.gssapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published examples of RFC 3961 and RFC 8009; whole tickets are opened in GssapiExchangeTest and KerberosIT. */
final class TicketCipherTest {
    @ParameterizedTest(name = "RFC 3961 A.1: {0}")
    @CsvSource({
        "012345, 8, be072631276b1955",
        "password, 7, 78a07b6caf85fa",
        "kerberos, 16, 6b65726265726f737b9b5b2b93132b93",
        "Rough Consensus, 8, bb6ed30870b7f0e0",
        "MASSACHVSETTS INSTITVTE OF TECHNOLOGY, 24, db3b0d8f0b061e603282b308a50841229ad798fab9540c1b"
    })
    void textsAreFolded(String text, int length, String folded) {
        byte[] bytes = text.replace("Rough Consensus", "Rough Consensus, and Running Code")
                .getBytes(StandardCharsets.US_ASCII);

        assertThat(HexFormat.of().formatHex(TicketCipher.folded(bytes, length))).isEqualTo(folded);
    }

    @ParameterizedTest(name = "RFC 8009 A: {0} {2}")
    @CsvSource({
        "19, 3705D96080C17728A0E800EAB6E0D23C, AA, 16, 9B197DD1E8C5609D6E67C3E37C62C72E",
        "19, 3705D96080C17728A0E800EAB6E0D23C, 55, 16, 9FDA0E56AB2D85E1569A688696C26A6C",
        "20, 6D404D37FAF79F9DF0D33568D320669800EB4836472EA8A026D16B7182460C52, AA, 32,"
                + " 56AB22BEE63D82D7BC5227F6773F8EA7A5EB1C825160C38312980C442E5C7E49",
        "20, 6D404D37FAF79F9DF0D33568D320669800EB4836472EA8A026D16B7182460C52, 55, 24,"
                + " 69B16514E3CD8E56B82010D5C73012B622C4D00FFC23ED1F"
    })
    void keysAreDerived(int type, String key, String purpose, int length, String derived) throws Exception {
        byte[] made = new TicketCipher(type, HexFormat.of().parseHex(key))
                .derived((byte) Integer.parseInt(purpose, 16), length);

        assertThat(HexFormat.of().formatHex(made)).isEqualTo(derived.toLowerCase(Locale.ROOT));
    }

    @Test
    void whatIsTooShortOrSealedWithAnotherKeyDoesNotOpen() throws Exception {
        for (int type : Encrypted.STRONG) {
            TicketCipher cipher = new TicketCipher(type, new byte[type % 2 == 1 ? 16 : 32]);
            for (int length = 0; length < 100; length++) {
                assertThat(cipher.open(new byte[length])).isEmpty();
            }
        }
    }
}
