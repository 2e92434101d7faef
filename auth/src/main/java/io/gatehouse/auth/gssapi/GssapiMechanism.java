package io.gatehouse.auth.gssapi;

import io.gatehouse.auth.sasl.SaslExchange;
import io.gatehouse.auth.sasl.SaslMechanism;

/** GSSAPI as a listener offers it. Thread: any. */
public final class GssapiMechanism implements SaslMechanism {
    public static final String NAME = "GSSAPI";

    private final KerberosService service;
    private final KerberosNames names;
    private final ReplayJournal replays;

    public GssapiMechanism(KerberosService service, KerberosNames names, ReplayJournal replays) {
        this.service = service;
        this.names = names;
        this.replays = replays;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public SaslExchange begin() {
        return new GssapiExchange(service, names, replays);
    }
}
