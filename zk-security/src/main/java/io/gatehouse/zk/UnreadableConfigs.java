package io.gatehouse.zk;

/** Settings of users, clients or addresses that must be sealed do not open. */
public final class UnreadableConfigs extends ZkFailure {
    private static final long serialVersionUID = 1L;

    UnreadableConfigs(String message) {
        super(message);
    }
}
