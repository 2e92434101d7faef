package io.gatehouse.broker.net;

import io.gatehouse.broker.model.FilePart;
import io.netty.channel.DefaultFileRegion;

/** A part of a file that the operating system sends by itself, without the bytes passing through this process. */
final class FileSending extends DefaultFileRegion {
    private final FilePart part;

    /** Takes over {@code part}. */
    FileSending(FilePart part) {
        super(part.file(), part.position(), part.size());
        this.part = part;
    }

    /** The file has other owners, so it stays open. */
    @Override
    protected void deallocate() {
        part.close();
    }
}
