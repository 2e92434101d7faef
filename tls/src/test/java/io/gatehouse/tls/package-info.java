/** Tests of TLS; handshakes run in memory between two embedded channels. */
@NullMarked
package io.gatehouse.tls;

import org.jspecify.annotations.NullMarked;
