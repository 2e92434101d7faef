package io.gatehouse.zk;

import java.util.Optional;

/** What becomes of one sealed znode, if it still is as it was read. Immutable. */
final class SealedEdit {
    private final String path;
    private final Optional<SealedValue> read;
    private final Optional<byte[]> clear;
    private final boolean deleted;

    private SealedEdit(String path, Optional<SealedValue> read, Optional<byte[]> clear, boolean deleted) {
        this.path = path;
        this.read = read;
        this.clear = clear.map(byte[]::clone);
        this.deleted = deleted;
    }

    /** It is not there and comes. */
    static SealedEdit create(String path, byte[] clear) {
        return new SealedEdit(path, Optional.empty(), Optional.of(clear), false);
    }

    /** It gets another value. */
    static SealedEdit write(String path, byte[] clear, SealedValue read) {
        return new SealedEdit(path, Optional.of(read), Optional.of(clear), false);
    }

    /** It goes; it must have no children. */
    static SealedEdit delete(String path, SealedValue read) {
        return new SealedEdit(path, Optional.of(read), Optional.empty(), true);
    }

    /** It stays as it is, and must be so. */
    static SealedEdit keep(String path, SealedValue read) {
        return new SealedEdit(path, Optional.of(read), Optional.empty(), false);
    }

    String path() {
        return path;
    }

    Optional<SealedValue> read() {
        return read;
    }

    /** The value that it gets. */
    Optional<byte[]> clear() {
        return clear.map(byte[]::clone);
    }

    boolean deleted() {
        return deleted;
    }
}
