package io.gatehouse.broker.net;

/** What a listener asks for, with the number under which clients and ZooKeeper know it. */
public enum ListenerProtocol {
    PLAINTEXT(0, false, false),
    SSL(1, true, false),
    SASL_PLAINTEXT(2, false, true),
    SASL_SSL(3, true, true);

    private final short id;
    private final boolean tls;
    private final boolean sasl;

    ListenerProtocol(int id, boolean tls, boolean sasl) {
        this.id = (short) id;
        this.tls = tls;
        this.sasl = sasl;
    }

    public short id() {
        return id;
    }

    public boolean tls() {
        return tls;
    }

    public boolean sasl() {
        return sasl;
    }
}
