package io.gatehouse.broker.api.admin;

/** The request cannot be done as it stands; the message is for who asked. */
final class AdminRefusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    AdminRefusal(int status, String message) {
        super(message, null, false, false);
        this.status = status;
    }

    static AdminRefusal bad(String message) {
        return new AdminRefusal(AdminAnswer.BAD_REQUEST, message);
    }

    AdminAnswer answer() {
        return AdminAnswer.error(status, String.valueOf(getMessage()));
    }
}
