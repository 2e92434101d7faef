/** Tests of the APIs of administrators of security. */
@NullMarked
package io.gatehouse.broker.api.security;

import org.jspecify.annotations.NullMarked;
