package io.gatehouse.broker.session;

import io.gatehouse.broker.model.ErrorCode;
import java.util.List;

/**
 * The answer to SaslHandshake (CONFORMANCE SAX-02, SAX-04).
 *
 * @param error NONE or UNSUPPORTED_SASL_MECHANISM
 * @param mechanisms what this listener offers, also with an error
 * @param hangUp whether the connection ends after the answer
 * @param auditReason why it was refused, empty if it was not
 */
public record HandshakeAnswer(ErrorCode error, List<String> mechanisms, boolean hangUp, String auditReason) {
    public HandshakeAnswer {
        mechanisms = List.copyOf(mechanisms);
    }
}
