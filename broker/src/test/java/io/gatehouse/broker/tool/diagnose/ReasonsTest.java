package io.gatehouse.broker.tool.diagnose;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.auth.oauth.OauthMechanism;
import io.gatehouse.auth.plain.PlainMechanism;
import io.gatehouse.auth.sasl.RoundResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReasonsTest {
    /** How the mechanisms and the connection's machine say why: the word is the only group. */
    private static final List<Pattern> WORDS = List.of(
            Pattern.compile(
                    "new Malformed(?:Scram|Token|Plain|Oauth)\\((?:[^\"()]*|[^()]*\"\", )\"([a-z0-9-]+)(?=[\":])"),
            Pattern.compile("nobody\\(\"([a-z-]+)\""),
            Pattern.compile("Refused(?:\\.passing)?\\([^;\"]*(?:\"\", )?\"([a-z-]+)"),
            Pattern.compile("ScramLookup\\.phantom\\([^;\"]*\"([a-z-]+)\""),
            Pattern.compile("(?:UNKNOWN_[A-Z]+|WRONG_PASSWORD|REPLAYED|REASON|EXPIRED) = \"([a-z-]+)\""));

    private final Reasons reasons = Reasons.load();

    @Test
    void everyWordOfTheSourcesIsInTheTable() throws IOException {
        List<String> words = Stream.concat(
                        sources("../auth/src/main/java"), sources("src/main/java/io/gatehouse/broker/session"))
                .flatMap(text ->
                        WORDS.stream().flatMap(pattern -> pattern.matcher(text).results()))
                .map(result -> result.group(1))
                .distinct()
                .toList();

        assertThat(words)
                .contains(
                        "unknown-user",
                        "wrong-proof",
                        "bad-nonce",
                        "no-kerberos-rule",
                        "expired-token",
                        "credential-expired")
                .allSatisfy(word -> assertThat(reasons.find(word)).as(word).isPresent());
    }

    @Test
    void everyWordWithASentenceForThePeerIsInTheTable() {
        assertThat(Stream.of(
                                OauthMechanism.SENTENCES.keySet().stream(),
                                PlainMechanism.SENTENCES.keySet().stream(),
                                Stream.of(RoundResult.OTHER_AUTHORIZATION_ID))
                        .flatMap(words -> words))
                .allSatisfy(word -> assertThat(reasons.find(word)).as(word).isPresent());
    }

    @Test
    void aWordMayHaveMoreBehindIt() {
        assertThat(reasons.find("kerberos: Failure unspecified at GSS-API level (Mechanism level: Checksum failed)"))
                .isPresent();
        assertThat(reasons.find("not-verified: rejected")).isPresent();
    }

    @Test
    void aTableInDisorderIsABug() {
        assertThatThrownBy(() -> Reasons.parse(List.of("word | meaning")))
                .hasMessageContaining("expected: WORDS | meaning | what to do");
        assertThatThrownBy(() -> Reasons.parse(List.of("word | m | w", "word | m | w")))
                .hasMessageContaining("twice");
    }

    private static Stream<String> sources(String folder) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(folder))) {
            return files.filter(file -> file.toString().endsWith(".java")).map(ReasonsTest::text).toList().stream();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
