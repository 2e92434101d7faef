package io.gatehouse.auth.gssapi;

import io.gatehouse.auth.sasl.RoundResult;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ietf.jgss.GSSException;

/** What a failure of Kerberos means: that the peer proved nothing, or that it may succeed when it tries again. */
final class KerberosRefusal {
    /** The JDK ends its sentences with Kerberos' own number for the error; it has no other public way to tell. */
    private static final Pattern NUMBER = Pattern.compile(".*\\((\\d{1,3})\\).*", Pattern.DOTALL);

    /**
     * Passing troubles of RFC 4120 section 7.5.9 (CONFORMANCE GSS-17, AUE-10): service unavailable, ticket not yet valid,
     * repeated request (two of one client in one microsecond look like that too), clock skew.
     */
    private static final Set<Integer> PASSING = Set.of(29, 33, 34, 37);

    static final String REPLAYED = "replayed-ticket";

    private static final int REPEATED = 34;

    private KerberosRefusal() {}

    static RoundResult.Refused of(String user, GSSException failure) {
        String text = String.valueOf(failure.getMessage());
        Matcher number = NUMBER.matcher(text);
        int error = number.matches() ? Integer.parseInt(number.group(1)) : 0;
        String reason = error == REPEATED ? REPLAYED : "kerberos: " + text;
        return PASSING.contains(error)
                ? RoundResult.Refused.passing(user, reason)
                : new RoundResult.Refused(user, reason);
    }
}
