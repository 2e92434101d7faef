package io.gatehouse.broker.controller;

/** Another broker is controller, or the fence says so: what was begun must not go on (COMPAT C10.2, C10.5). */
final class ControllerMoved extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ControllerMoved(String message) {
        super(message, null, false, false);
    }
}
