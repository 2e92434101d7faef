package io.gatehouse.broker.config;

import io.gatehouse.auth.secret.Secret;

/** How this broker logs in to others, where the listener between them has SASL (CONFORMANCE CFG-053, JAA-09). */
public sealed interface OwnLogIn {
    /** The mechanism's registered name. */
    String mechanism();

    /**
     * By PLAIN or SCRAM.
     *
     * @param judgedElsewhere whether it is not ZooKeeper that knows the listener's users: they stand in the settings, with this one
     *     among them, or a plug-in knows them
     */
    record Password(String mechanism, String user, Secret password, boolean judgedElsewhere) implements OwnLogIn {}
}
