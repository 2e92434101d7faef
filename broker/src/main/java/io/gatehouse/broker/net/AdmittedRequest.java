package io.gatehouse.broker.net;

import io.gatehouse.auth.identity.Session;
import io.gatehouse.broker.wire.RequestHeader;
import io.netty.buffer.ByteBuf;
import java.time.Instant;

/**
 * A request that the gatekeeper let through, its body still bytes.
 *
 * @param body owned by whoever holds this
 * @param bytes the whole frame's size
 */
record AdmittedRequest(RequestHeader header, Session session, ByteBuf body, int bytes, Instant receivedAt) {}
