package io.gatehouse.certs.command;

/** What a certificate is issued for; decides its purposes and the property files that come with it. */
enum Role {
    SERVER,
    ZOOKEEPER,
    CLIENT,
    ADMIN;

    boolean server() {
        return this == SERVER || this == ZOOKEEPER;
    }
}
