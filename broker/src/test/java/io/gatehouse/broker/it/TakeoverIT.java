package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Attack 151 with Kafka's own client: two principals in one group, of whom one takes the other's place. */
final class TakeoverIT {
    private static final Duration STEP = Duration.ofMillis(200);

    @Test
    void theFormerMemberIsFencedAndTheAuditNamesBoth(@TempDir Path temporary) {
        try (QuickstartProcess broker = QuickstartProcess.start(temporary.resolve("quickstart"));
                KafkaConsumer<byte[], byte[]> member = member(broker.application())) {
            assigned(member);
            try (KafkaConsumer<byte[], byte[]> thief = member(broker.administrator())) {
                assigned(thief);
                assertThat(fenced(member)).isTrue();
            }

            assertThat(broker.log().lines()).anyMatch(line -> isTold(line, "taken-over"));
        }
    }

    @Test
    void aPlaceThatIsBoundToItsPrincipalStays(@TempDir Path temporary) throws Exception {
        try (SeparateServers servers = SeparateServers.prepare(temporary.resolve("quickstart"))) {
            servers.startBroker("group.instance.id.bound.to.principal=true");
            try (KafkaConsumer<byte[], byte[]> member = member(servers.made().application())) {
                assigned(member);
                try (KafkaConsumer<byte[], byte[]> thief = member(servers.administrator())) {
                    assertThatThrownBy(() -> assigned(thief)).isInstanceOf(GroupAuthorizationException.class);
                }
                try (Admin admin = Admin.create(servers.administrator())) {
                    RemoveMembersFromConsumerGroupOptions wish =
                            new RemoveMembersFromConsumerGroupOptions(List.of(new MemberToRemove("seat-1")));
                    assertThatThrownBy(() -> admin.removeMembersFromConsumerGroup("app", wish)
                                    .all()
                                    .get())
                            .hasRootCauseInstanceOf(GroupAuthorizationException.class);
                }
                member.commitSync();
            }

            assertThat(servers.log().lines()).anyMatch(line -> isTold(line, "refused"));
        }
    }

    private static boolean isTold(String line, String outcome) {
        return line.contains("event=\"group-member\"")
                && line.contains("outcome=\"" + outcome + "\"")
                && line.contains("instance=\"seat-1\"")
                && line.matches(".*owner=\"User:[^\"]*app.*")
                && line.matches(".*principal=\"User:[^\"]*admin.*");
    }

    private static KafkaConsumer<byte[], byte[]> member(Properties who) {
        who.put(ConsumerConfig.GROUP_ID_CONFIG, "app");
        who.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, "seat-1");
        who.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "200");
        KafkaConsumer<byte[], byte[]> member =
                new KafkaConsumer<>(who, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        member.subscribe(List.of(QuickstartProcess.TOPIC));
        return member;
    }

    private static void assigned(KafkaConsumer<byte[], byte[]> member) {
        for (int tries = 0; tries < 300 && member.assignment().isEmpty(); tries++) {
            member.poll(STEP);
        }
        assertThat(member.assignment()).isNotEmpty();
    }

    private static boolean fenced(KafkaConsumer<byte[], byte[]> member) {
        try {
            for (int tries = 0; tries < 300; tries++) {
                member.poll(STEP);
            }
            return false;
        } catch (FencedInstanceIdException expected) {
            return true;
        }
    }
}
