package io.gatehouse.broker.main;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.auth.audit.AuditTrail;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupFileTest {
    @TempDir
    private Path folder;

    private final AclEngine acls = new AclEngine(Set.of(), false, check -> {});
    private Path file;

    @BeforeEach
    void aFile() throws IOException {
        file = Files.writeString(folder.resolve("groups"), "ops = User:alice\n");
    }

    @Test
    void aChangeCountsWhenTwoLooksHaveSeenIt() throws IOException {
        GroupFile followed = new GroupFile(file, acls, new AuditTrail());
        Files.writeString(file, "ops = User:bob\n");

        followed.look();
        assertThat(groups()).isEqualTo(Map.of("ops", Set.of("User:alice")));
        followed.look();

        assertThat(groups()).isEqualTo(Map.of("ops", Set.of("User:bob")));
    }

    @Test
    void aWrongFileChangesNothing() throws IOException {
        GroupFile followed = new GroupFile(file, acls, new AuditTrail());

        Files.writeString(file, "ops: User:bob\n");
        lookTwice(followed);
        Files.delete(file);
        lookTwice(followed);
        assertThat(groups()).isEqualTo(Map.of("ops", Set.of("User:alice")));

        Files.writeString(file, "ops = User:carol\n");
        lookTwice(followed);
        assertThat(groups()).isEqualTo(Map.of("ops", Set.of("User:carol")));
    }

    @Test
    void aFileThatOthersMayWriteIsRefused() throws IOException {
        GroupFile followed = new GroupFile(file, acls, new AuditTrail());
        Files.writeString(file, "ops = User:mallory\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));

        lookTwice(followed);

        assertThat(groups()).isEqualTo(Map.of("ops", Set.of("User:alice")));
        assertThatThrownBy(() -> new GroupFile(file, acls, new AuditTrail()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("authorizer.groups.file")
                .hasMessageContaining("chmod go-w");
    }

    @Test
    void aWrongFileStopsTheStart() throws IOException {
        Files.writeString(file, "ops = alice\n");

        assertThatThrownBy(() -> new GroupFile(file, acls, new AuditTrail()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("line 1");
    }

    private static void lookTwice(GroupFile followed) {
        followed.look();
        followed.look();
    }

    private Map<String, Set<String>> groups() {
        return acls.policy().members().byGroup();
    }
}
