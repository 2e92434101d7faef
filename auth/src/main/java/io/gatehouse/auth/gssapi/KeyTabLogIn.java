package io.gatehouse.auth.gssapi;

import com.sun.security.auth.module.Krb5LoginModule;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the JDK's login module for Kerberos is told where this broker is a client with a keytab: tickets come from the KDC and
 * are kept in memory, no ticket cache is read, nobody is asked and no program is run.
 */
public final class KeyTabLogIn {
    /** The module's class. */
    public static final String MODULE = Krb5LoginModule.class.getName();

    private KeyTabLogIn() {}

    /** @param principal whose keys are in the keytab */
    public static Map<String, String> options(String principal, Path keyTab) {
        return Map.of(
                "useKeyTab", "true",
                "keyTab", keyTab.toString(),
                "principal", principal,
                "doNotPrompt", "true",
                "useTicketCache", "false",
                "isInitiator", "true");
    }
}
