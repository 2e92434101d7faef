/** Tests of what administrators ask beside the Kafka protocol. */
@NullMarked
package io.gatehouse.broker.api.admin;

import org.jspecify.annotations.NullMarked;
