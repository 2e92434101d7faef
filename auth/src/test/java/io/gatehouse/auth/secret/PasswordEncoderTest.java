package io.gatehouse.auth.secret;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** CONFORMANCE ENC-01 to ENC-04, and what a hostile znode may say. */
final class PasswordEncoderTest {
    private static final Secret SECRET = Secret.ofText("the-secret-\u00f6");
    private static final String PASSWORD = "store-p\u00e4ssword";

    /** Written by Apache Kafka 3.9.2's own encoder. */
    private static final List<String> KAFKA = List.of(
            "initializationVector:/aNR+Lag+/giE2Al1XN0Dg==,keyLength:128,salt:mpOMCyODZyiQJdys3s6Yk8YDg"
                    + "4FYfNb9ngHYTOQG1TJep40UBy0alz6sYl129W9h9/YLKplYrlvc1KcuJ9eKgQfc/AvvXGdE/vGFmIjCm2TirDQqTX3"
                    + "IOnf0jKiXBiyehkGMR2plC0iDl2O/tTZd9D8p2+726zM+Cub8Yy5k4kYuVo1MYHJqYHN1jgV2saQSfdaEKQ8+Dcw56"
                    + "VqUH/SSLtvB2SRKTagwAJrN7pQhY3C881yc62mNdpiHDBBejiOy/Jq3MKAtTdHl4ciM2o01scHmCT60ZbEd6lHB1x/"
                    + "5vTfBGqRU7AFbgbg0Pg2pnADiKcfNHkkH1uyZ+xi+CWmdWg==,keyFactoryAlgorithm:PBKDF2WithHmacSHA512"
                    + ",cipherAlgorithm:AES/CBC/PKCS5Padding,iterations:4096,passwordLength:14,encryptedPassword:"
                    + "dDiqN3fNp46YQPUWjyJ4LQ==",
            "initializationVector:/a/oRPCLwXvYUFhs,keyLength:256,salt:3eN0DF8FeVqLPP3Ma6Qw0r8t63ingysN3"
                    + "piEMsTP6yg6FESeZG1KfTa1XGDgCoNLTUN2hEuQV39LDUaA0+8qotIhm8v0ynxzoV4fJMN5xZ9OJXzEs8ogYLu1AAs"
                    + "o1BaM30EM8Mp4zp7aR39owyTcES1o0327AJ/7aPOGCJixYVgrJEAyBefsgIoEMZ7ze9WCndsyNYFnRUYC+ivHWuh7n"
                    + "QVlflFuzCC9JoqsuA+MeJjAoDcrJKrgx3QRh23RJ2mU7mkG2ZqlONbAQ+LZkjEY8GjYAqWiUQ9DJBZkio5kl1atuhd"
                    + "taAI2oGwOXASUNPwNI0W8W0BDuJhBRecT8U2fAQ==,keyFactoryAlgorithm:PBKDF2WithHmacSHA512,cipherA"
                    + "lgorithm:AES/GCM/NoPadding,authenticationTagLength:128,iterations:10000,passwordLength:14,"
                    + "encryptedPassword:3/5gSNZH8WO3mjQiv1H9nbJlafMJca1nZjrAj+yM4Q==",
            "initializationVector:8K0ZWEQZz1WymmZGYKiG5g==,keyLength:128,salt:Qx9Look63O6ViqU54OnSwI7I9"
                    + "H0ckoeglklcCPwQ96xwS9bck6bkBPovOFlowojSwnuYCKjAnug0G3PxQ1nFhSMjo8imF/qwa+T3nN8guwh0IHGZ4xC"
                    + "H+58NZdRowx9hRej5YCsjsK1JBSZsNAtd9CeQ+DzrADKjFWBBKaLfmGKCvFXvCJ9Slbk21SZrmExtegjJkZEUH/TYm"
                    + "zYwVLVIF0G7OHzbqfgW+tA9CcC9evnkMDbJNWVBFSGQQCmBSHB433XDz/eAVNen5PBRZlEXSyz6L+q8N1F7CM2Lklz"
                    + "lZ8TeS9JdyGi1ZfbjtVh3Eqm7n5Inloy4PMAnciXFmQINuw==,keyFactoryAlgorithm:PBKDF2WithHmacSHA1,c"
                    + "ipherAlgorithm:AES/CFB/PKCS5Padding,iterations:4096,passwordLength:14,encryptedPassword:uj"
                    + "MiJEprhAMFRr+yEcs4nA==");

    private final PasswordEncoder encoder = encoder(PasswordEncoding.GCM);

    private static PasswordEncoder encoder(String cipher) {
        PasswordEncoding encoding = new PasswordEncoding("PBKDF2WithHmacSHA512", cipher, 128, 4096);
        return new PasswordEncoder(SECRET, encoding, new SecureRandom());
    }

    @TestFactory
    List<DynamicTest> enc04_whatKafkaWroteIsReadWhateverIsConfigured() {
        return KAFKA.stream()
                .map(text -> DynamicTest.dynamicTest(
                        PasswordRecord.parse(text).encoding().toString(),
                        () -> assertThat(encoder.decode(text).sameAs(Secret.ofText(PASSWORD)))
                                .isTrue()))
                .toList();
    }

    @TestFactory
    List<DynamicTest> enc01_everyCipherReadsWhatItWrote() {
        return PasswordEncoding.CIPHERS.stream()
                .map(cipher -> DynamicTest.dynamicTest(cipher, () -> {
                    String text = encoder(cipher).encode(Secret.ofText(PASSWORD));

                    assertThat(text)
                            .contains("cipherAlgorithm:" + cipher, "passwordLength:14")
                            .doesNotContain(PASSWORD);
                    assertThat(encoder.decode(text).sameAs(Secret.ofText(PASSWORD)))
                            .isTrue();
                }))
                .toList();
    }

    @Test
    void enc01_twoRecordsOfOnePasswordHaveNothingInCommon() {
        assertThat(PasswordRecord.parse(encoder.encode(SECRET)).salt())
                .hasSize(256)
                .isNotEqualTo(PasswordRecord.parse(encoder.encode(SECRET)).salt());
    }

    @Test
    void aRecordOfAnotherSecretDoesNotOpen() {
        PasswordEncoder other = new PasswordEncoder(
                Secret.ofText("another"), PasswordRecord.parse(KAFKA.get(1)).encoding(), new SecureRandom());

        assertThatThrownBy(() -> other.decode(KAFKA.get(1)))
                .isInstanceOf(UndecodablePassword.class)
                .hasMessageContaining("password.encoder.secret");
    }

    @Test
    void aChangedRecordDoesNotOpen() {
        PasswordRecord made = PasswordRecord.parse(encoder.encode(Secret.ofText(PASSWORD)));
        for (int i = 0; i < made.encrypted().length; i++) {
            byte[] changed = made.encrypted();
            changed[i] ^= 1;
            String text =
                    new PasswordRecord(made.encoding(), made.salt(), made.vector(), changed, made.length()).text();

            assertThatThrownBy(() -> encoder.decode(text)).isInstanceOf(UndecodablePassword.class);
        }
    }

    @Test
    void everyCutOfARecordIsRefused() {
        String whole = KAFKA.get(0);
        for (int i = 0; i < whole.length() - 2; i += 3) { // The last two are base64's padding.
            String cut = whole.substring(0, i);

            assertThatThrownBy(() -> encoder.decode(cut)).isInstanceOf(UndecodablePassword.class);
        }
    }

    @TestFactory
    List<DynamicTest> recordsThatWouldCostMuchAreRefusedAtOnce() {
        String good = KAFKA.get(1);
        String salt = good.replaceAll(".*salt:([^,]*),.*", "$1");
        List<String> bad = new ArrayList<>(List.of(
                good.replace("iterations:10000", "iterations:2000000000"),
                good.replace("iterations:10000", "iterations:500001"),
                good.replace("iterations:10000", "iterations:0"),
                good.replace("iterations:10000", "iterations:-1"),
                good.replace("keyLength:256", "keyLength:2147483647"),
                good.replace("keyLength:256", "keyLength:8"),
                good.replace("authenticationTagLength:128", "authenticationTagLength:96"),
                good.replace("authenticationTagLength:128,", ""),
                good.replace("AES/GCM/NoPadding", "AES/ECB/PKCS5Padding"),
                good.replace("AES/GCM/NoPadding", "DES/CBC/PKCS5Padding"),
                good.replace("PBKDF2WithHmacSHA512", "PBEWithMD5AndDES"),
                good.replace(salt, salt.repeat(5).replace("=", "")),
                good.replace(salt, ""),
                good.replace("passwordLength:14", "passwordLength:2147483647"),
                good.replace("passwordLength:14", "passwordLength:13"),
                good.replace("passwordLength:14", "passwordLength:-1"),
                good + ",salt:" + salt,
                good + ",extra:1",
                ",".repeat(100_000),
                "a:".repeat(400_000),
                "",
                PASSWORD));
        return bad.stream()
                .map(text -> DynamicTest.dynamicTest(
                        "bad " + text.substring(0, Math.min(40, text.length())),
                        () -> assertThatThrownBy(() -> encoder.decode(text))
                                .isInstanceOf(UndecodablePassword.class)
                                .hasMessageNotContaining(PASSWORD)))
                .toList();
    }

    @Test
    void aLongPemIsAPasswordToo() {
        String pem = "x".repeat(100_000);

        assertThat(new String(encoder.decode(encoder.encode(Secret.ofText(pem))).reveal(), StandardCharsets.UTF_8))
                .isEqualTo(pem);
    }
}
