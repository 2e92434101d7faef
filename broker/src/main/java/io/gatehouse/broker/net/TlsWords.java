package io.gatehouse.broker.net;

import java.util.List;

/** Why a handshake failed, for a reader who knows certificates and not the libraries that say it. Thread: any. */
final class TlsWords {
    /** What the libraries' text contains, and what it means. */
    private record Meaning(String word, String sentence) {}

    private static final String NO_CERTIFICATE =
            "the client shows no certificate of an authority that is trusted here (expected: one; ssl.truststore.location)";
    private static final String NOT_TRUSTED =
            "the client does not accept our certificate (its trust store lacks our authority, or the name is another)";
    private static final String NO_VERSION = "the client speaks no TLS version that is enabled here";
    private static final String NO_SUITE = "the client offers no cipher suite or signature that is enabled here";
    private static final String GONE = "the client left in the middle of the handshake";

    private static final List<Meaning> MEANINGS = List.of(
            new Meaning("PEER_DID_NOT_RETURN_A_CERTIFICATE", NO_CERTIFICATE),
            new Meaning("Empty client certificate chain", NO_CERTIFICATE),
            new Meaning("ALERT_CERTIFICATE_UNKNOWN", NOT_TRUSTED),
            new Meaning("ALERT_UNKNOWN_CA", NOT_TRUSTED),
            new Meaning("ALERT_BAD_CERTIFICATE", NOT_TRUSTED),
            new Meaning("alert: certificate_unknown", NOT_TRUSTED),
            new Meaning("alert: unknown_ca", NOT_TRUSTED),
            new Meaning("alert: bad_certificate", NOT_TRUSTED),
            new Meaning("UNSUPPORTED_PROTOCOL", NO_VERSION),
            new Meaning("is not enabled or supported in server context", NO_VERSION),
            new Meaning("are not accepted by server preferences", NO_VERSION),
            new Meaning("NO_SHARED_CIPHER", NO_SUITE),
            new Meaning("no cipher suites in common", NO_SUITE),
            new Meaning("StacklessClosedChannelException", GONE));

    private TlsWords() {}

    /** The sentence with the library's text after it; that text alone when it is not one of the everyday ones. */
    static String of(String text) {
        return MEANINGS.stream()
                .filter(meaning -> text.contains(meaning.word()))
                .findFirst()
                .map(meaning -> meaning.sentence() + ": " + text)
                .orElse(text);
    }
}
