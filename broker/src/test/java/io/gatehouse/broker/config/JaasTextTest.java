package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONFORMANCE JAA-01, JAA-04, PLN-02. */
final class JaasTextTest {
    private static final String PLAIN = "org.apache.kafka.common.security.plain.PlainLoginModule";

    @Test
    void theDocumentationsExampleIsRead() {
        JaasText jaas = JaasText.parse(PLAIN + " required\n"
                + "    username=\"admin\" password=\"admin-secret\"\n"
                + "    user_admin=\"admin-secret\" user_alice=\"alice-secret\";");

        assertThat(jaas.module()).isEqualTo(PLAIN);
        assertThat(jaas.options())
                .containsOnlyKeys("username", "password", "user_admin", "user_alice")
                .containsEntry("user_alice", "alice-secret");
    }

    @Test
    void quotesHideWhatWouldHaveAMeaning() {
        JaasText jaas = JaasText.parse(PLAIN + " required user_a=\"x;y=z 'q' \\\"r\" user_b='\"' user_c.d@e-f=bare;");

        assertThat(jaas.options())
                .containsEntry("user_a", "x;y=z 'q' \"r")
                .containsEntry("user_b", "\"")
                .containsEntry("user_c.d@e-f", "bare");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "Module",
                "Module required",
                "Module required a=\"hunter2\"",
                "Module needed a=\"hunter2\";",
                "Module required a \"hunter2\";",
                "Module required a=;",
                "Module required =\"hunter2\";",
                "Module required a=\"hunter2;",
                "Module required a=\"1\" a=\"hunter2\";",
                "Module required a=\"hunter2\"; Other required;",
                "Module required a=\"hunter2\";;"
            })
    void anythingElseIsRefusedWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> JaasText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void backslashesAndCommentsMeanWhatTheyMeanInAJvm() {
        JaasText jaas =
                JaasText.parse("/* one\n * two */ Module REQUIRED // three\n a=\"x\\\\y\\t\\101//z\" b=/etc/c; // end");

        assertThat(jaas.options()).containsEntry("a", "x\\y\tA//z").containsEntry("b", "/etc/c");
    }

    @Test
    void aFileHasSectionsOfSeveralModules() {
        Map<String, List<JaasText>> sections = JaasText.sections("""
                // Brokers
                KafkaServer {
                    First required a="1"
                        b="2";
                    Second optional;
                };
                "internal.KafkaServer" { Third required; };
                """);

        assertThat(sections).containsOnlyKeys("KafkaServer", "internal.KafkaServer");
        assertThat(sections.get("KafkaServer")).extracting(JaasText::module).containsExactly("First", "Second");
        assertThat(JaasText.sections(" \n")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "KafkaServer",
                "KafkaServer {",
                "KafkaServer { };",
                "KafkaServer { Module required a=\"hunter2\"; }",
                "KafkaServer { Module required a=\"hunter2\" };",
                "KafkaServer { Module required a=\"hunter2\nb=\"c\"; };",
                "KafkaServer { Module required; }; KafkaServer { Module required a=\"hunter2\"; };",
                "Module required a=\"hunter2\";",
                "KafkaServer { Module required a=\"hunter2\"; }; }",
                "KafkaServer { Module required a=\"hunter2\"; }; /* hunter2"
            })
    void anotherFileIsRefusedWithItsLineAndWithoutRepeatingIt(String text) {
        assertThatThrownBy(() -> JaasText.sections("\n" + text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("(?s).*near line [23]")
                .hasMessageNotContaining("hunter2");
    }

    /** Habit 33: a file that is cut off anywhere is refused or read, and nothing else. */
    @Test
    void aFileThatIsCutOffIsAnErrorAndNotACrash() {
        String text = "A { M required a=\"b\\1\" c='d'; }; /* e */ B { N optional; };";
        for (int length = 0; length < text.length(); length++) {
            String cut = text.substring(0, length);
            assertThat(catchThrowable(() -> JaasText.sections(cut)))
                    .satisfiesAnyOf(
                            nothing -> assertThat(nothing).isNull(),
                            error -> assertThat(error).isInstanceOf(IllegalArgumentException.class));
        }
    }

    @Test
    void theSecretsAreNotShown() {
        assertThat(JaasText.parse("Module required a=\"hunter2\";").toString()).doesNotContain("hunter2");
    }
}
