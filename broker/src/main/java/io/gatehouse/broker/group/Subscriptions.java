package io.gatehouse.broker.group;

import io.gatehouse.broker.group.record.Blob;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which topics consumers subscribe to: the one thing in a member's blob that concerns the broker. The blob is a client's;
 * every length is compared with what is left (attack 29).
 */
final class Subscriptions {
    private static final String CONSUMER = "consumer";

    private Subscriptions() {}

    /** The topics of all members; empty unless they are consumers and each of them can be read. */
    static Optional<Set<String>> of(Group group) {
        if (group.protocolType().filter(CONSUMER::equals).isEmpty()) {
            return Optional.empty();
        }
        Set<String> topics = new HashSet<>();
        for (Member member : group.members()) {
            for (JoinCommand.Protocol protocol : member.protocols()) {
                Optional<Set<String>> subscribed = topics(protocol.metadata());
                if (subscribed.isEmpty()) {
                    return Optional.empty();
                }
                topics.addAll(subscribed.get());
            }
        }
        return Optional.of(topics);
    }

    /** The head of ConsumerProtocolSubscription, alike in all its versions: version, topics. */
    static Optional<Set<String>> topics(Blob blob) {
        ByteBuffer bytes = ByteBuffer.wrap(blob.toArray());
        if (bytes.remaining() < Short.BYTES + Integer.BYTES || bytes.getShort() < 0) {
            return Optional.empty();
        }
        int count = bytes.getInt();
        if (count < 0 || count > bytes.remaining() / Short.BYTES) {
            return Optional.empty();
        }
        Set<String> topics = new HashSet<>();
        for (int topic = 0; topic < count; topic++) {
            int length = bytes.remaining() < Short.BYTES ? -1 : bytes.getShort();
            if (length < 0 || length > bytes.remaining()) {
                return Optional.empty();
            }
            byte[] name = new byte[length];
            bytes.get(name);
            topics.add(new String(name, StandardCharsets.UTF_8));
        }
        return Optional.of(topics);
    }
}
