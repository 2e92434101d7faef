package io.gatehouse.broker.log;

import io.gatehouse.broker.model.FilePart;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Brings parts of files into the operating system's memory. An event loop that sends them would otherwise wait for the
 * disk, and with it everybody whom it serves. The bytes are sent to the null device, which takes the pages without
 * looking at them, so nothing is copied; where there is no such device, nothing happens. Thread: the lane.
 */
final class PageSink {
    private static final Path NULL_DEVICE = Path.of("/dev/null");

    private @Nullable FileChannel device;

    /** @return whether all of it was there to be brought */
    boolean take(FilePart part) throws IOException {
        FileChannel open = device();
        long done = 0;
        while (open != null && done < part.size()) {
            long more = part.file().transferTo(part.position() + done, part.size() - done, open);
            if (more <= 0) {
                return false; // The file became shorter; whoever sends it will see that.
            }
            done += more;
        }
        return done == part.size();
    }

    private @Nullable FileChannel device() throws IOException {
        if (device == null && Files.isWritable(NULL_DEVICE)) {
            device = FileChannel.open(NULL_DEVICE, StandardOpenOption.WRITE);
        }
        return device;
    }
}
