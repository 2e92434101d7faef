package io.gatehouse.quotas;

import io.gatehouse.quotas.BoundLimit.Sharing;

/** Whose use is measured together: the parts that are not shared on are empty (CONFORMANCE QTZ-04). */
record BucketKey(QuotaKey key, Sharing sharing, String user, String clientId) {
    static BucketKey of(QuotaKey key, Sharing sharing, QuotaClient client) {
        return switch (sharing) {
            case USER_AND_CLIENT ->
                new BucketKey(key, sharing, client.principal().name(), client.clientId());
            case USER -> new BucketKey(key, sharing, client.principal().name(), "");
            case CLIENT -> new BucketKey(key, sharing, "", client.clientId());
        };
    }
}
