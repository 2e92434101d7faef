package io.gatehouse.zk;

import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.zookeeper.Op;
import org.apache.zookeeper.data.ACL;

/** One part of {@link ZkSession#multi}. Immutable. */
public final class ZkOp {
    private final String path;
    private final Form form;

    private ZkOp(String path, Form form) {
        this.path = path;
        this.form = form;
    }

    /** Nothing changes, but all parts fail unless {@code path} is at {@code version}. */
    public static ZkOp check(String path, int version) {
        return new ZkOp(path, (full, acl) -> Op.check(full, version));
    }

    public static ZkOp create(String path, byte[] data, ZnodeKind kind) {
        byte[] copy = data.clone();
        return new ZkOp(path, (full, acl) -> Op.create(full, copy, acl, kind.mode()));
    }

    public static ZkOp write(String path, byte[] data, int expectedVersion) {
        byte[] copy = data.clone();
        return new ZkOp(path, (full, acl) -> Op.setData(full, copy, expectedVersion));
    }

    public static ZkOp delete(String path, int expectedVersion) {
        return new ZkOp(path, (full, acl) -> Op.delete(full, expectedVersion));
    }

    public String path() {
        return path;
    }

    Op toOp(UnaryOperator<String> absolute, ZnodePermissions permissions) {
        return form.op(absolute.apply(path), permissions.of(path));
    }

    private interface Form {
        Op op(String absolutePath, List<ACL> acl);
    }
}
