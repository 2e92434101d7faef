package io.gatehouse.broker.config;

import java.time.Duration;

/**
 * How files with keys, certificates and revocation lists are followed.
 *
 * @param interval between two looks
 * @param otherSubjectAllowed {@code ssl.allow.dn.changes}
 * @param fewerNamesAllowed {@code ssl.allow.san.changes}
 */
public record TlsReloadSettings(Duration interval, boolean otherSubjectAllowed, boolean fewerNamesAllowed) {}
