/**
 * The APIs of administrators of security: access rules, quotas, SCRAM credentials.
 *
 * <p>Called by {@code net} through {@code api.ApiTable}. Thread: the connection's event loop; answers complete on the
 * thread of the store that they wait for.
 */
@NullMarked
package io.gatehouse.broker.api.security;

import org.jspecify.annotations.NullMarked;
