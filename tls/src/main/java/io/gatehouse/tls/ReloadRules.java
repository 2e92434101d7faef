package io.gatehouse.tls;

/**
 * What must stay the same when files are replaced under a running server.
 *
 * @param settings of the handshake that brokers make with each other
 * @param betweenBrokers other brokers must believe the new certificate, and it them, before it is used
 * @param otherSubjectAllowed {@code ssl.allow.dn.changes}
 * @param fewerNamesAllowed {@code ssl.allow.san.changes}
 */
public record ReloadRules(
        TlsSettings settings, boolean betweenBrokers, boolean otherSubjectAllowed, boolean fewerNamesAllowed) {}
