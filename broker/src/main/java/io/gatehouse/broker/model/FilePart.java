package io.gatehouse.broker.model;

import java.nio.channels.FileChannel;

/**
 * Bytes in a file that stay readable until {@link #close}, whatever becomes of the file's name meanwhile. Each has one
 * owner, who closes it once. Thread: any.
 */
public interface FilePart extends AutoCloseable {
    int size();

    long position();

    /** For reading and transferring only; not the caller's to close. */
    FileChannel file();

    /** The same bytes for one more owner. */
    FilePart share();

    @Override
    void close();
}
