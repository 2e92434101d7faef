/**
 * TLS settings and defaults, key and trust material, server and client contexts, the peer's name.
 *
 * <p>Called by {@code broker} and {@code zk-security} with settings that are already parsed; everything that is wrong
 * with them is a {@link io.gatehouse.tls.TlsConfigurationException} with one sentence per mistake. Knows no protocol
 * above TLS and no settings file. Thread: any; contexts are immutable, a handler belongs to its channel's event loop.
 */
@NullMarked
package io.gatehouse.tls;

import org.jspecify.annotations.NullMarked;
