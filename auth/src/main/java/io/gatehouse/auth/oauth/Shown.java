package io.gatehouse.auth.oauth;

import io.gatehouse.auth.audit.PeerText;
import java.util.Collection;
import java.util.stream.Collectors;

/** What others chose, as our sentences show it. */
final class Shown {
    private static final int CHARS_MAX = 64;
    private static final int LIST_MAX = 8;

    private Shown() {}

    static String text(String from) {
        String safe = PeerText.escaped(from.length() > CHARS_MAX ? from.substring(0, CHARS_MAX) : from);
        return "'" + safe + (from.length() > CHARS_MAX ? "...'" : "'");
    }

    static String list(Collection<String> from) {
        String some = from.stream().limit(LIST_MAX).map(Shown::text).collect(Collectors.joining(", "));
        return from.isEmpty() ? "none" : from.size() > LIST_MAX ? some + " and others" : some;
    }
}
