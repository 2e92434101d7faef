package io.gatehouse.broker.log;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** The names of a segment's files (COMPAT A3). */
final class SegmentName {
    static final String LOG = ".log";
    static final String INDEX = ".index";
    static final String TIME_INDEX = ".timeindex";
    static final String TXN_INDEX = ".txnindex";
    static final String SNAPSHOT = ".snapshot";
    static final String DELETED = ".deleted";
    static final String CLEANED = ".cleaned";
    static final String SWAP = ".swap";

    static final List<String> INDEXES = List.of(INDEX, TIME_INDEX, TXN_INDEX);
    /** The batches first: no index should ever stand for missing ones. */
    static final List<String> RECORDS = List.of(LOG, INDEX, TIME_INDEX, TXN_INDEX);
    /** With the producers as of the base offset. */
    static final List<String> ALL = List.of(LOG, INDEX, TIME_INDEX, TXN_INDEX, SNAPSHOT);

    private static final int DIGITS = 20;

    private SegmentName() {}

    static Path of(Path directory, long baseOffset, String suffix) {
        return directory.resolve(String.format(Locale.ROOT, "%020d", baseOffset) + suffix);
    }

    /** The offset in a name that is 20 digits and then exactly {@code suffix}. */
    static OptionalLong offset(Path file, String suffix) {
        String name = String.valueOf(file.getFileName());
        if (name.length() != DIGITS + suffix.length() || !name.endsWith(suffix)) {
            return OptionalLong.empty();
        }
        String digits = name.substring(0, DIGITS);
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')) {
            return OptionalLong.empty();
        }
        try {
            return OptionalLong.of(Long.parseLong(digits));
        } catch (NumberFormatException tooLarge) {
            return OptionalLong.empty();
        }
    }
}
