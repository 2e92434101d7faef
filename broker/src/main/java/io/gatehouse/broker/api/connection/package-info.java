/**
 * ApiVersions: what this broker answers, computed from {@code ApiTable}.
 *
 * <p>SaslHandshake and SaslAuthenticate have no handler: the pipeline answers them with the connection's machine. Called by
 * {@code net}, before and after authentication. Thread: the connection's event loop.
 */
@NullMarked
package io.gatehouse.broker.api.connection;

import org.jspecify.annotations.NullMarked;
