package io.gatehouse.broker.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.gatehouse.acl.Operation;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.broker.api.ApiSpecs;
import io.gatehouse.broker.api.RequiredRights;
import io.gatehouse.broker.api.RequiredRights.Kind;
import io.gatehouse.broker.api.RequiredRights.Right;
import io.gatehouse.broker.model.ErrorCode;
import io.gatehouse.broker.wire.ApiKey;
import io.gatehouse.broker.wire.GoldenRequests;
import io.gatehouse.broker.wire.GoldenRequests.Golden;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.types.Struct;
import org.apache.kafka.common.quota.ClientQuotaFilter;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Attacks 131, 141, 150 and 153. Every API and every version that a real process offers, asked by somebody who is known but may do nothing, with every
 * field filled: the refusal is the one that CONFORMANCE's ACL rows name, nothing is told that he may not know, nothing
 * changes, and wherever the protocol has a place for a message it says what was asked for (PEERS C2). The same requests from the administrator are answered, whatever the answer is; so are those of somebody who has just
 * the right that the table of APIs names, and those of somebody who has every other right are not.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RightsIT {
    /** In the name of everything that exists and that nobody may learn of. */
    private static final String HIDDEN = "vault-7f3";

    /** What the table says of each API. */
    private static final Map<ApiKey, RequiredRights> RIGHTS = ApiSpecs.rights();

    /** What golden requests call topics, groups and transactional ids, and what has no name in them. */
    private static final Set<String> ASKED_FOR = Set.of("text", new Uuid(1, 2).toString(), "kafka-cluster");

    /** Without the right it filters (ACL-17), and its golden request names no group that anybody has. */
    private static final Set<ApiKey> FILTERING = EnumSet.of(ApiKey.OFFSET_FETCH);

    private static final List<Right> TOPIC_READ = List.of(RequiredRights.on(ResourceType.TOPIC, Operation.READ));

    /** Who may use the group learns first that it is not there, and that an id is no topic's; not whose a topic is. */
    private static final Map<String, Set<ErrorCode>> NOTHING_THERE = Map.of(
            "OFFSET_DELETE v0", Set.of(ErrorCode.GROUP_ID_NOT_FOUND),
            "OFFSET_COMMIT v10", Set.of(ErrorCode.UNKNOWN_TOPIC_ID));

    private static final Set<ErrorCode> REFUSALS = EnumSet.of(
            ErrorCode.TOPIC_AUTHORIZATION_FAILED,
            ErrorCode.GROUP_AUTHORIZATION_FAILED,
            ErrorCode.CLUSTER_AUTHORIZATION_FAILED,
            ErrorCode.TRANSACTIONAL_ID_AUTHORIZATION_FAILED);

    private QuickstartProcess broker;
    private Intruder intruder;

    @BeforeAll
    void start(@TempDir Path temporary) throws Exception {
        broker = QuickstartProcess.start(temporary.resolve("quickstart"));
        intruder = new Intruder(broker);
        try (Admin admin = Admin.create(broker.administrator())) {
            admin.createTopics(List.of(new NewTopic(HIDDEN, 1, (short) 1)))
                    .all()
                    .get();
            admin.alterUserScramCredentials(List.of(new UserScramCredentialUpsertion(
                            HIDDEN, new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_256, 4096), "a-long-password")))
                    .all()
                    .get();
        }
    }

    @AfterAll
    void stop() {
        if (broker != null) {
            broker.close();
        }
    }

    @Test
    void whoMayDoNothingIsRefusedByEveryVersionOfEveryApi() throws Exception {
        String before = everything();
        List<String> wrong = new ArrayList<>();
        int asked = 0;
        for (Golden golden : offered()) {
            Optional<byte[]> answer = ask(intruder.asNobody(), golden);
            asked++;
            verdict(golden, answer).ifPresent(fault -> wrong.add(golden + ": " + fault));
        }

        assertThat(wrong).isEmpty();
        assertThat(asked).isGreaterThan(150);
        assertThat(everything()).isEqualTo(before);
        assertThat(broker.log().lines()).noneMatch(line -> line.startsWith("\tat "));
    }

    /** Attack 141: nobody learns from the sentence whether what it speaks of is there. */
    @Test
    void theSentenceIsTheSameWhetherTheThingIsThereOrNot() throws Exception {
        try (Admin admin = Admin.create(broker.application())) {
            assertThat(said(admin, HIDDEN))
                    .containsExactly(
                            "Not allowed to Delete Topic " + HIDDEN,
                            "Not allowed to Alter Topic " + HIDDEN,
                            "Not allowed to Create Topic " + HIDDEN)
                    .isEqualTo(said(admin, "nothing-7f3").stream()
                            .map(sentence -> sentence.replace("nothing-7f3", HIDDEN))
                            .toList());
        }
    }

    private static List<String> said(Admin admin, String topic) {
        return Stream.of(
                        admin.deleteTopics(List.of(topic)).all(),
                        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3)))
                                .all(),
                        admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1)))
                                .all())
                .map(future -> String.valueOf(catchThrowable(future::get).getMessage()))
                .map(message -> message.substring(message.indexOf(' ') + 1))
                .toList();
    }

    @Test
    void everyVersionOfEveryApiIsAnsweredToTheAdministrator() throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Golden golden : offered()) {
            Optional<byte[]> answer = ask(intruder.asAdministrator(new Socket()), golden);
            if (answer.isEmpty()) {
                wrong.add(golden + ": the connection was closed");
            } else if (!disjoint(errors(golden, answer.get()), REFUSALS)) {
                wrong.add(golden + ": " + errors(golden, answer.get()));
            }
        }

        assertThat(wrong).isEmpty();
        assertThat(broker.log().lines()).noneMatch(line -> line.startsWith("\tat "));
    }

    /** Each right that is enough by itself, or all that there are. */
    @Test
    void whoHasJustTheRightIsNotRefused() throws Exception {
        Set<AclBinding> rules = new HashSet<>();
        for (Golden golden : offered()) {
            for (List<Right> enough : enough(rights(golden.key()))) {
                enough.forEach(right -> rules.add(rule(named("just", enough), right, AclPermissionType.ALLOW)));
            }
        }
        add(rules);
        List<String> wrong = new ArrayList<>();
        for (Golden golden : offered()) {
            for (List<Right> enough : enough(rights(golden.key()))) {
                Optional<byte[]> answer = ask(intruder.as(named("just", enough)), golden);
                if (answer.isEmpty() || !disjoint(errors(golden, answer.get()), REFUSALS)) {
                    wrong.add(golden + " with " + enough + ": "
                            + answer.map(bytes -> errors(golden, bytes).toString())
                                    .orElse("the connection was closed"));
                }
            }
        }

        assertThat(wrong).isEmpty();
    }

    /** Each right that cannot be missed, or all that there are: everything else is allowed. */
    @Test
    void whoHasEveryRightButTheOneThatIsNeededIsRefused() throws Exception {
        Set<AclBinding> rules = new HashSet<>();
        for (Golden golden : offered()) {
            for (List<Right> needed : needed(rights(golden.key()))) {
                for (ResourceType type : ResourceType.values()) {
                    rules.add(rule(named("without", needed), new Right(Operation.ALL, type), AclPermissionType.ALLOW));
                }
                needed.forEach(right -> rules.add(rule(named("without", needed), right, AclPermissionType.DENY)));
            }
        }
        add(rules);
        List<String> wrong = new ArrayList<>();
        for (Golden golden : offered()) {
            for (List<Right> needed : needed(rights(golden.key()))) {
                Optional<byte[]> answer = ask(intruder.as(named("without", needed)), golden);
                if (needed.equals(TOPIC_READ)
                        && answer.isPresent()
                        && errors(golden, answer.get()).equals(NOTHING_THERE.get(golden.toString()))) {
                    continue;
                }
                verdict(golden, answer).ifPresent(fault -> wrong.add(golden + " without " + needed + ": " + fault));
            }
        }

        assertThat(wrong).isEmpty();
    }

    private static List<List<Right>> enough(RequiredRights required) {
        return switch (required.kind()) {
            case NONE -> List.of();
            case ALL, BY_REQUEST -> List.of(required.rights());
            case ANY -> required.rights().stream().map(List::of).toList();
        };
    }

    private static List<List<Right>> needed(RequiredRights required) {
        return switch (required.kind()) {
            case NONE -> List.of();
            case ANY, BY_REQUEST -> List.of(required.rights());
            case ALL -> required.rights().stream().map(List::of).toList();
        };
    }

    /** A certificate's name is short. */
    private static String named(String how, List<Right> rights) {
        return how + " " + Integer.toHexString(rights.toString().hashCode());
    }

    private static AclBinding rule(String who, Right right, AclPermissionType permission) {
        String name = right.type() == ResourceType.CLUSTER ? "kafka-cluster" : "*";
        return new AclBinding(
                new ResourcePattern(
                        org.apache.kafka.common.resource.ResourceType.fromCode(
                                right.type().code()),
                        name,
                        PatternType.LITERAL),
                new AccessControlEntry(
                        "User:CN=" + who,
                        "*",
                        AclOperation.fromCode(right.operation().code()),
                        permission));
    }

    private void add(Set<AclBinding> rules) throws Exception {
        try (Admin admin = Admin.create(broker.administrator())) {
            admin.createAcls(rules).all().get();
        }
    }

    /** What is wrong with an answer to somebody without the right. */
    private static Optional<String> verdict(Golden golden, Optional<byte[]> answer) {
        if (answer.isEmpty()) {
            return Optional.of("the connection was closed");
        }
        Set<ErrorCode> errors = errors(golden, answer.get());
        if (new String(answer.get(), StandardCharsets.ISO_8859_1).contains(HIDDEN)) {
            return Optional.of("tells of " + HIDDEN);
        }
        Optional<String> silence = silence(golden, answer.get());
        if (silence.isPresent()) {
            return silence;
        }
        if (open(golden.key()) || errors.equals(expectedOf(golden))) {
            return Optional.empty();
        }
        return disjoint(errors, REFUSALS) ? Optional.of("not refused but " + errors) : Optional.empty();
    }

    /** A refusal whose message does not say what may not be done with which of the things that were asked for. */
    private static Optional<String> silence(Golden golden, byte[] answer) {
        Set<String> sentences = rights(golden.key()).rights().stream()
                .flatMap(right -> ASKED_FOR.stream()
                        .map(name -> "Not allowed to " + right.operation().text() + " "
                                + right.type().text() + " " + name))
                .collect(Collectors.toSet());
        return structs(golden, answer)
                .filter(RightsIT::refusedWithAPlaceForAMessage)
                .map(struct -> String.valueOf(struct.get("error_message")))
                .filter(message -> !sentences.contains(message))
                .findFirst()
                .map(message -> "says " + message);
    }

    private static boolean refusedWithAPlaceForAMessage(Struct struct) {
        return struct.schema().get("error_message") != null
                && REFUSALS.contains(ErrorCode.ofCode(struct.getShort("error_code")));
    }

    /** A topic that is named and has an id too is a mistake, before the question whose it is. */
    private static Set<ErrorCode> expectedOf(Golden golden) {
        boolean namedTwice = golden.key() == ApiKey.DELETE_TOPICS && golden.version() == 6;
        return namedTwice ? Set.of(ErrorCode.INVALID_REQUEST) : Set.of();
    }

    /** Whose requests are answered to anybody who has logged in; what they list is filtered. */
    private static boolean open(ApiKey key) {
        return rights(key).kind() == Kind.NONE || FILTERING.contains(key);
    }

    private static RequiredRights rights(ApiKey key) {
        return Objects.requireNonNull(RIGHTS.get(key), key.name());
    }

    private static boolean disjoint(Set<ErrorCode> some, Set<ErrorCode> others) {
        return some.stream().noneMatch(others::contains);
    }

    /**
     * Every API that ApiVersions tells of, in each of its versions, but the controller's orders: the clients' library has
     * no schema for them, and ControlHandlersTest asks them.
     */
    private List<Golden> offered() throws IOException {
        byte[] answer = ask(intruder.asNobody(), GoldenRequests.of(ApiKey.API_VERSIONS, 3))
                .orElseThrow();
        ApiVersionsResponseData versions = new ApiVersionsResponseData(
                new ByteBufferAccessor(ByteBuffer.wrap(answer, 4, answer.length - 4)), (short) 3);
        List<Golden> offered = new ArrayList<>();
        for (ApiVersion version : versions.apiKeys()) {
            ApiKey key = ApiKey.ofId(version.apiKey()).orElseThrow();
            if (ApiMessageType.fromApiKey(version.apiKey()).requestSchemas().length == 0) {
                continue;
            }
            ApiMessageType type = ApiMessageType.fromApiKey(version.apiKey());
            for (short v = version.minVersion(); v <= version.maxVersion(); v++) {
                if (v >= type.lowestSupportedVersion()) { // Older ones are advertised for librdkafka only (API-10).
                    offered.add(GoldenRequests.of(key, v));
                }
            }
        }
        return offered;
    }

    /** The answer without its size, or nothing if the broker closed the connection. */
    private static Optional<byte[]> ask(Socket socket, Golden golden) throws IOException {
        try (socket) {
            socket.setSoTimeout(30_000);
            byte[] client = "nobody".getBytes(StandardCharsets.UTF_8);
            boolean flexible = ApiMessageType.fromApiKey(golden.key().id()).requestHeaderVersion(golden.version()) >= 2;
            int head = 2 + 2 + 4 + 2 + client.length + (flexible ? 1 : 0);
            ByteBuffer frame = ByteBuffer.allocate(4 + head + golden.body().length);
            frame.putInt(head + golden.body().length)
                    .putShort(golden.key().id())
                    .putShort(golden.version())
                    .putInt(77)
                    .putShort((short) client.length)
                    .put(client);
            if (flexible) {
                frame.put((byte) 0);
            }
            socket.getOutputStream().write(frame.put(golden.body()).array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readInt()];
            in.readFully(answer);
            assertThat(ByteBuffer.wrap(answer).getInt()).isEqualTo(77);
            return Optional.of(answer);
        } catch (EOFException | java.net.SocketException e) {
            return Optional.empty();
        }
    }

    /** Every error code in an answer, at whatever depth. */
    private static Set<ErrorCode> errors(Golden golden, byte[] answer) {
        return structs(golden, answer)
                .flatMap(struct -> Arrays.stream(struct.schema().fields())
                        .filter(field -> field.def.name.equals("error_code"))
                        .map(field -> ErrorCode.ofCode((Short) struct.get(field))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** All parts of an answer, at whatever depth. */
    private static Stream<Struct> structs(Golden golden, byte[] answer) {
        ApiMessageType type = ApiMessageType.fromApiKey(golden.key().id());
        ByteBuffer bytes = ByteBuffer.wrap(answer);
        bytes.getInt();
        if (type.responseHeaderVersion(golden.version()) >= 1) {
            bytes.get();
        }
        Struct struct = type.responseSchemas()[golden.version()].read(bytes);
        assertThat(bytes.hasRemaining()).as(golden + " is read to its end").isFalse();
        return inside(struct);
    }

    private static Stream<Struct> inside(Struct struct) {
        Stream<Struct> inner = Arrays.stream(struct.schema().fields()).flatMap(field -> {
            Object value = struct.get(field);
            Stream<?> elements = value instanceof Object[] several ? Arrays.stream(several) : Stream.ofNullable(value);
            return elements.filter(Struct.class::isInstance)
                    .map(Struct.class::cast)
                    .flatMap(RightsIT::inside);
        });
        return Stream.concat(Stream.of(struct), inner);
    }

    /** What the administrator sees of all that can be changed. */
    private String everything() throws Exception {
        try (Admin admin = Admin.create(broker.administrator())) {
            return admin.listTopics().names().get().stream().sorted().collect(Collectors.joining(","))
                    + admin.describeAcls(AclBindingFilter.ANY).values().get().stream()
                            .map(Object::toString)
                            .sorted()
                            .toList()
                    + admin.describeClientQuotas(ClientQuotaFilter.all())
                            .entities()
                            .get()
                    + admin.describeUserScramCredentials().users().get().stream()
                            .sorted()
                            .toList()
                    + admin.listGroups().all().get();
        }
    }
}
