package io.gatehouse.broker.api.data;

import io.gatehouse.broker.api.data.FetchPlace.Told;
import io.gatehouse.broker.api.data.FetchSessions.Asker;
import io.gatehouse.broker.model.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.FetchableTopicResponse;

/**
 * What one request asks for, by itself or together with its session, and how its answer is to be given (COMPAT B9.1).
 */
final class FetchPlan {
    static final int NO_SESSION = 0;

    private static final int FIRST_EPOCH = 0;
    private static final int FINAL_EPOCH = -1;

    private enum Kind {
        SESSIONLESS,
        BEGINNING,
        GOING_ON
    }

    private final FetchSessions sessions;
    private final Asker asker;
    private final Kind kind;
    private final ErrorCode error;
    private final int sessionId;
    private final List<FetchPlace> places;

    private FetchPlan(
            FetchSessions sessions, Asker asker, Kind kind, ErrorCode error, int sessionId, List<FetchPlace> places) {
        this.sessions = sessions;
        this.asker = asker;
        this.kind = kind;
        this.error = error;
        this.sessionId = sessionId;
        this.places = places;
    }

    static FetchPlan of(FetchRequestData request, FetchSessions sessions, Asker asker) {
        List<FetchPlace> asked = asked(request);
        if (request.sessionEpoch() != FIRST_EPOCH && request.sessionEpoch() != FINAL_EPOCH) {
            FetchSessions.Resumed resumed =
                    sessions.resume(request.sessionId(), request.sessionEpoch(), asked, forgotten(request), asker);
            return new FetchPlan(
                    sessions, asker, Kind.GOING_ON, resumed.error(), resumed.sessionId(), resumed.places());
        }
        if (request.sessionId() != NO_SESSION) {
            sessions.close(request.sessionId(), asker);
        }
        Kind kind = request.sessionEpoch() == FIRST_EPOCH ? Kind.BEGINNING : Kind.SESSIONLESS;
        return new FetchPlan(sessions, asker, kind, ErrorCode.NONE, NO_SESSION, asked);
    }

    private static List<FetchPlace> asked(FetchRequestData request) {
        List<FetchPlace> asked = new ArrayList<>();
        request.topics().forEach(topic -> topic.partitions().forEach(wish -> asked.add(FetchPlace.of(topic, wish))));
        return asked;
    }

    private static List<FetchPlace.Key> forgotten(FetchRequestData request) {
        List<FetchPlace.Key> forgotten = new ArrayList<>();
        request.forgottenTopicsData()
                .forEach(topic -> topic.partitions()
                        .forEach(partition ->
                                forgotten.add(new FetchPlace.Key(topic.topicId(), topic.topic(), partition))));
        return forgotten;
    }

    /** An error of the whole request; then there is nothing to read. */
    ErrorCode error() {
        return error;
    }

    List<FetchPlace> places() {
        return places;
    }

    /** @param told in the order of the places */
    FetchResponseData answer(List<Told> told) {
        return switch (kind) {
            case SESSIONLESS -> response(NO_SESSION, told);
            case BEGINNING -> response(sessions.create(told, asker), told);
            case GOING_ON -> response(sessionId, sessions.news(sessionId, told));
        };
    }

    private FetchResponseData response(int id, List<Told> told) {
        List<FetchableTopicResponse> topics = new ArrayList<>();
        told.forEach(each -> topic(topics, each.place().key()).partitions().add(each.answer()));
        return new FetchResponseData()
                .setErrorCode(error.code())
                .setSessionId(id)
                .setResponses(topics);
    }

    /** The last topic of the answer if it is this one, else a new one: partitions keep their order. */
    private static FetchableTopicResponse topic(List<FetchableTopicResponse> topics, FetchPlace.Key key) {
        if (!topics.isEmpty()) {
            FetchableTopicResponse last = topics.get(topics.size() - 1);
            if (Objects.equals(last.topicId(), key.topicId()) && Objects.equals(last.topic(), key.topic())) {
                return last;
            }
        }
        FetchableTopicResponse added = new FetchableTopicResponse()
                .setTopic(key.topic())
                .setTopicId(key.topicId())
                .setPartitions(new ArrayList<>());
        topics.add(added);
        return added;
    }
}
