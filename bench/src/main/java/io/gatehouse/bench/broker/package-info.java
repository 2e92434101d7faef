/** What the scripts of this module ask a running broker over the wire. Nothing calls this package. */
@NullMarked
package io.gatehouse.bench.broker;

import org.jspecify.annotations.NullMarked;
