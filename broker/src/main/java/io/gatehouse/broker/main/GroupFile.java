package io.gatehouse.broker.main;

import io.gatehouse.acl.AclEngine;
import io.gatehouse.acl.GroupMembers;
import io.gatehouse.auth.audit.AuditEvent;
import io.gatehouse.auth.audit.AuditTrail;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code authorizer.groups.file}: read at the start, which fails if it cannot be, and again when its content changes. A file
 * that is wrong then changes nothing, and is told once for each content. Who may write it decides who is in a group, so it
 * has to be its owner alone. Thread: one.
 */
final class GroupFile {
    private static final Logger LOGGER = LoggerFactory.getLogger(GroupFile.class);
    private static final long BYTES_MAX = 16 << 20;

    private final Path file;
    private final AclEngine acls;
    private final AuditTrail audit;

    /** What was read last, right or wrong. */
    private String seen;

    /** Two looks have to see the same, since a file may be written in pieces. */
    private String looked;

    /** Fails with {@link StartFailure} if the file is not right. */
    GroupFile(Path file, AclEngine acls, AuditTrail audit) {
        this.file = file;
        this.acls = acls;
        this.audit = audit;
        try {
            seen = read();
            looked = seen;
            acls.replace(GroupMembers.parse(seen));
        } catch (IOException | IllegalArgumentException e) {
            throw new StartFailure("authorizer.groups.file = " + file + ": " + reason(e));
        }
    }

    void every(Duration interval, ScheduledExecutorService thread) {
        var unused = thread.scheduleWithFixedDelay(
                this::look, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    void look() {
        String now;
        try {
            now = read();
        } catch (IOException e) {
            now = "";
        }
        boolean settled = now.equals(looked);
        looked = now;
        if (!settled || now.equals(seen)) {
            return;
        }
        seen = now;
        try {
            acls.replace(GroupMembers.parse(now.isEmpty() ? read() : now)); // What cannot be read says so again.
            audit.record(event("replaced"));
            LOGGER.atInfo().addKeyValue("file", file).log("who is in which group has changed");
        } catch (IOException | IllegalArgumentException e) {
            audit.record(event("refused").with("reason", reason(e)));
            LOGGER.atError()
                    .addKeyValue("file", file)
                    .addKeyValue("reason", reason(e))
                    .log("the file of groups is wrong: those that were read before stay in force");
        }
    }

    private AuditEvent event(String outcome) {
        return new AuditEvent("groups", outcome, Map.of("file", file.toString()));
    }

    private String read() throws IOException {
        if (Files.size(file) > BYTES_MAX) {
            throw new IOException("has more than " + BYTES_MAX + " bytes");
        }
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(file);
            if (mode.contains(PosixFilePermission.OTHERS_WRITE) || mode.contains(PosixFilePermission.GROUP_WRITE)) {
                throw new IOException("others may write it (expected: only its owner, chmod go-w " + file + ")");
            }
        }
        return Files.readString(file);
    }

    private static String reason(Exception failure) {
        if (failure instanceof NoSuchFileException) {
            return "is not there";
        }
        if (failure instanceof CharacterCodingException) {
            return "is not UTF-8";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
