package io.gatehouse.broker.api.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.gatehouse.acl.Decision;
import io.gatehouse.acl.Operation;
import io.gatehouse.acl.Question;
import io.gatehouse.acl.ResourceType;
import io.gatehouse.acl.Subject;
import io.gatehouse.acl.traffic.Observation;
import io.gatehouse.auth.identity.VerifiedPrincipal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/** What was asked of the rules lately, as JSON: what the admin endpoint writes and its command line reads. */
public final class ObservationJson {
    private static final String GROUP = "Group:";

    private ObservationJson() {}

    public static void write(ObjectNode to, Observation seen) {
        Question question = seen.question();
        to.put("principal", question.subject().principal().toString())
                .put("address", question.subject().host());
        ArrayNode groups = to.putArray("groups");
        question.subject().groupTexts().forEach(group -> groups.add(group.substring(GROUP.length())));
        to.put("operation", question.operation().text())
                .put("resource", question.type().text())
                .put("name", question.name())
                .put("allowed", seen.decision().allowed())
                .put("shadowed", seen.decision().shadowed())
                .put("reason", seen.decision().reason().name())
                .put("count", seen.count())
                .put("first", seen.first().toString())
                .put("last", seen.last().toString());
    }

    /** Empty if a member is missing or is not one of the words that it may be. */
    public static Optional<Observation> read(JsonNode from) {
        Optional<VerifiedPrincipal> principal =
                VerifiedPrincipal.parse(from.path("principal").asText());
        Optional<Operation> operation = Operation.ofText(from.path("operation").asText());
        Optional<ResourceType> type = ResourceType.ofText(from.path("resource").asText());
        if (principal.isEmpty() || operation.isEmpty() || type.isEmpty()) {
            return Optional.empty();
        }
        Set<String> groups = new LinkedHashSet<>();
        from.path("groups").forEach(group -> groups.add(group.asText()));
        try {
            Subject subject = new Subject(principal.get(), from.path("address").asText(), groups);
            return Optional.of(new Observation(
                    new Question(
                            subject,
                            operation.get(),
                            type.get(),
                            from.path("name").asText()),
                    new Decision(
                            from.path("allowed").asBoolean(),
                            Decision.Reason.valueOf(from.path("reason").asText()),
                            Optional.empty(),
                            from.path("shadowed").asBoolean()),
                    from.path("count").asLong(),
                    Instant.parse(from.path("first").asText()),
                    Instant.parse(from.path("last").asText())));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
