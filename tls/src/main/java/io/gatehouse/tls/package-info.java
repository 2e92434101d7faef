/**
 * TLS settings and defaults, key and trust material, server and client contexts.
 *
 *
 * <p>Knows no protocol above TLS and no settings file. Thread: any; contexts are immutable.
 */
@NullMarked
package io.gatehouse.tls;

import org.jspecify.annotations.NullMarked;
