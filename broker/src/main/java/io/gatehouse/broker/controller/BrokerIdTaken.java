package io.gatehouse.broker.controller;

/** The broker cannot register: another one has its id or its address (COMPAT C3.11, C3.13). */
public final class BrokerIdTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerIdTaken(String message) {
        super(message);
    }
}
