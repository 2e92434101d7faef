package io.gatehouse.broker.tool.diagnose;

/** The command line cannot be understood; the message is all that the operator needs. */
final class WrongArguments extends RuntimeException {
    private static final long serialVersionUID = 1L;

    WrongArguments(String message) {
        super(message, null, false, false);
    }
}
