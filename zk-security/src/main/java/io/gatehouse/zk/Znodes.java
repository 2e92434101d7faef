package io.gatehouse.zk;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.jute.BinaryOutputArchive;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.MultiOperationRecord;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.OpResult;
import org.apache.zookeeper.data.ACL;
import org.apache.zookeeper.proto.RequestHeader;
import org.jspecify.annotations.Nullable;

/** Paths below the chroot and what ZooKeeper says about them. Immutable. */
final class Znodes {
    private final String chroot;
    private final ZnodePermissions permissions;

    Znodes(String chroot, ZnodePermissions permissions) {
        this.chroot = chroot;
        this.permissions = permissions;
    }

    /** The whole tree, to create the chroot itself. */
    Znodes unrooted() {
        return new Znodes("", permissions);
    }

    String absolute(String path) {
        if (chroot.isEmpty()) {
            return path;
        }
        return path.equals("/") ? chroot : chroot + path;
    }

    String relative(String absolute) {
        String path = absolute.substring(chroot.length());
        return path.isEmpty() ? "/" : path;
    }

    List<ACL> permissions(String path) {
        return permissions.of(path);
    }

    Op op(ZkOp op) {
        return op.toOp(this::absolute, permissions);
    }

    /** In ZooKeeper's encoding, with the request's number and type. */
    int bytes(List<ZkOp> ops) {
        ByteArrayOutputStream counted = new ByteArrayOutputStream();
        try {
            BinaryOutputArchive archive = BinaryOutputArchive.getArchive(counted);
            new RequestHeader().serialize(archive, "header");
            new MultiOperationRecord(ops.stream().map(this::op).toList()).serialize(archive, "request");
        } catch (IOException e) {
            throw new UncheckedIOException(e); // It writes to memory.
        }
        return counted.size();
    }

    void answerMulti(
            List<ZkOp> ops, int rc, @Nullable List<OpResult> results, CallQueue.Answer<List<OpOutcome>> answer) {
        if (rc == Code.OK.intValue() && results != null) {
            List<OpOutcome> outcomes = new ArrayList<>();
            for (int i = 0; i < results.size(); i++) {
                outcomes.add(outcome(ops.get(i).path(), results.get(i)));
            }
            answer.ok(List.copyOf(outcomes));
            return;
        }
        for (int i = 0; results != null && i < results.size(); i++) {
            if (results.get(i) instanceof OpResult.ErrorResult error && error.getErr() == rc) {
                answer.failed(rc, ops.get(i).path());
                return;
            }
        }
        answer.failed(rc);
    }

    private OpOutcome outcome(String path, OpResult result) {
        if (result instanceof OpResult.CreateResult create) {
            return new OpOutcome(relative(create.getPath()), 0, 0);
        }
        if (result instanceof OpResult.SetDataResult write) {
            return new OpOutcome(
                    path, write.getStat().getVersion(), write.getStat().getCzxid());
        }
        return new OpOutcome(path, -1, 0);
    }
}
