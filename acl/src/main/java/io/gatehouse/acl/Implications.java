package io.gatehouse.acl;

/** Which operations a rule speaks of besides the one that it names (CONFORMANCE AZN-09 to AZN-13). */
final class Implications {
    private Implications() {}

    static boolean speaks(AccessRule rule, Operation asked) {
        return switch (rule.permission()) {
            case ALLOW -> allows(rule.operation(), asked);
            case DENY -> denies(rule.operation(), asked);
        };
    }

    /** What an allowed operation brings along. */
    static boolean allows(Operation granted, Operation asked) {
        if (granted == asked || granted == Operation.ALL) {
            return true;
        }
        return switch (asked) {
            case DESCRIBE ->
                granted == Operation.READ
                        || granted == Operation.WRITE
                        || granted == Operation.DELETE
                        || granted == Operation.ALTER;
            case DESCRIBE_CONFIGS -> granted == Operation.ALTER_CONFIGS;
            default -> false;
        };
    }

    /** A denied operation brings nothing along: who may not read may still be allowed to describe. */
    static boolean denies(Operation denied, Operation asked) {
        return denied == asked || denied == Operation.ALL;
    }
}
