package io.gatehouse.broker.session;

import io.gatehouse.auth.identity.Session;
import io.gatehouse.broker.model.ErrorCode;
import java.util.function.Function;

/** What to do with a request, or with a connection whose transport has just been established. */
public sealed interface Admission {
    <T> T fold(
            Function<? super Serve, ? extends T> onServe,
            Function<? super Converse, ? extends T> onConverse,
            Function<? super Refuse, ? extends T> onRefuse,
            Function<? super HangUp, ? extends T> onHangUp);

    /** The peer is known: hand the request to its handler. */
    record Serve(Session session) implements Admission {
        @Override
        public <T> T fold(
                Function<? super Serve, ? extends T> onServe,
                Function<? super Converse, ? extends T> onConverse,
                Function<? super Refuse, ? extends T> onRefuse,
                Function<? super HangUp, ? extends T> onHangUp) {
            return onServe.apply(this);
        }
    }

    /**
     * The peer is not known yet and may say this: the pipeline answers ApiVersions, SaslHandshake or SaslAuthenticate
     * itself. After the transport: wait for the first request.
     */
    record Converse() implements Admission {
        @Override
        public <T> T fold(
                Function<? super Serve, ? extends T> onServe,
                Function<? super Converse, ? extends T> onConverse,
                Function<? super Refuse, ? extends T> onRefuse,
                Function<? super HangUp, ? extends T> onHangUp) {
            return onConverse.apply(this);
        }
    }

    /**
     * Answer with this error, in the request's own format. Only ever said of ApiVersions, SaslHandshake and
     * SaslAuthenticate, whose answers need nothing from the request's body.
     *
     * @param sentence the text for the peer where the answer has a place for one
     * @param hangUp whether the connection ends after the answer
     */
    record Refuse(ErrorCode error, String sentence, String auditReason, boolean hangUp) implements Admission {
        @Override
        public <T> T fold(
                Function<? super Serve, ? extends T> onServe,
                Function<? super Converse, ? extends T> onConverse,
                Function<? super Refuse, ? extends T> onRefuse,
                Function<? super HangUp, ? extends T> onHangUp) {
            return onRefuse.apply(this);
        }
    }

    /** Close without an answer and read nothing more. */
    record HangUp(String auditReason) implements Admission {
        @Override
        public <T> T fold(
                Function<? super Serve, ? extends T> onServe,
                Function<? super Converse, ? extends T> onConverse,
                Function<? super Refuse, ? extends T> onRefuse,
                Function<? super HangUp, ? extends T> onHangUp) {
            return onHangUp.apply(this);
        }
    }
}
