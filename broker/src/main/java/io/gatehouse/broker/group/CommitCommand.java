package io.gatehouse.broker.group;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** @param retention how long to keep the offsets, if the client says so (OffsetCommit v2 to v4) */
public record CommitCommand(MemberIdentity member, Optional<Duration> retention, List<OffsetToCommit> offsets) {
    public CommitCommand {
        offsets = List.copyOf(offsets);
    }
}
