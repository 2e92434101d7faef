package io.gatehouse.zk;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.Configuration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What this JVM's JAAS knows of us. */
class LoginSectionsTest {
    private static final String LOGIN_FILE = "java.security.auth.login.config";

    @TempDir
    private Path folder;

    @AfterEach
    void forget() {
        System.clearProperty(LOGIN_FILE);
    }

    @Test
    void aSectionIsThereUntilItIsRemoved() {
        String name = LoginSections.add("example.Module", Map.of("useTicketCache", "false"));
        String other = LoginSections.add("example.Module", Map.of());
        AppConfigurationEntry[] entries = Configuration.getConfiguration().getAppConfigurationEntry(name);

        assertThat(other).isNotEqualTo(name);
        assertThat(entries).hasSize(1);
        assertThat(entries[0].getLoginModuleName()).isEqualTo("example.Module");
        assertThat(entries[0].getOptions()).hasSize(1);

        LoginSections.remove(name);
        assertThat(Configuration.getConfiguration().getAppConfigurationEntry(name))
                .isNull();
    }

    @Test
    void othersFindWhatTheLoginFileHas() throws Exception {
        Path file = Files.writeString(folder.resolve("jaas.conf"), "Theirs { example.Theirs required a=\"b\"; };\n");
        LoginSections.remove(LoginSections.add("example.Module", Map.of()));

        assertThat(Configuration.getConfiguration().getAppConfigurationEntry("Theirs"))
                .as("there is no file")
                .isNull();
        System.setProperty(LOGIN_FILE, file.toString());
        assertThat(Configuration.getConfiguration().getAppConfigurationEntry("Theirs"))
                .extracting(AppConfigurationEntry::getLoginModuleName)
                .containsExactly("example.Theirs");
    }
}
