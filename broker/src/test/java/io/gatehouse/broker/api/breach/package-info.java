/** Classes that break the architecture on purpose: the rules must find them. */
@NullMarked
package io.gatehouse.broker.api.breach;

import org.jspecify.annotations.NullMarked;
