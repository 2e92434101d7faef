package io.gatehouse.tls;

import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.util.Optional;
import java.util.function.Supplier;

/** Use of something native that another thread may free. */
final class Shares {
    private Shares() {}

    /** What {@code work} makes while {@code shared} cannot be freed; nothing when it has been. */
    static <T> Optional<T> with(Object shared, Supplier<T> work) {
        try {
            ReferenceCountUtil.retain(shared);
        } catch (IllegalReferenceCountException freed) {
            return Optional.empty();
        }
        try {
            return Optional.of(work.get());
        } finally {
            ReferenceCountUtil.release(shared);
        }
    }
}
