/**
 * Secrets as values that cannot be printed and are compared in one place.
 *
 * <p>Used by {@code auth} and {@code tls}; other modules may hold a secret but not look into it. Thread: any.
 */
@NullMarked
package io.gatehouse.auth.secret;

import org.jspecify.annotations.NullMarked;
