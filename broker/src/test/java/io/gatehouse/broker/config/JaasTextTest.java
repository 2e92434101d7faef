package io.gatehouse.broker.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** CONFORMANCE JAA-04, PLN-02. */
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
    void theSecretsAreNotShown() {
        assertThat(JaasText.parse("Module required a=\"hunter2\";").toString()).doesNotContain("hunter2");
    }
}
