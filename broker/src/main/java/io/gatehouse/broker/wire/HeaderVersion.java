package io.gatehouse.broker.wire;

import org.apache.kafka.common.message.ApiMessageType;

/** Which header goes with which version of which API (COMPAT F1.2). */
final class HeaderVersion {
    private HeaderVersion() {}

    /** Whether the request's and, but for ApiVersions, the answer's header carry tagged fields. */
    static boolean flexible(ApiKey key, short version) {
        return switch (key) {
            case LEADER_AND_ISR -> version >= 4;
            case STOP_REPLICA -> version >= 2;
            case UPDATE_METADATA -> version >= 6;
            case CONTROLLED_SHUTDOWN -> version >= 3;
            default -> ApiMessageType.fromApiKey(key.id()).requestHeaderVersion(version) >= 2;
        };
    }

    /** KIP-511: an old client must be able to read the answer to an ApiVersions that is newer than it thought. */
    static boolean flexibleAnswer(ApiKey key, short version) {
        return key != ApiKey.API_VERSIONS && flexible(key, version);
    }

    /** The one request without a client id. */
    static boolean bare(ApiKey key, short version) {
        return key == ApiKey.CONTROLLED_SHUTDOWN && version == 0;
    }
}
