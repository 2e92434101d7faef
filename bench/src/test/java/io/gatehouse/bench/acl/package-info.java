/** Our access decisions and Apache Kafka's have to be the same. */
@NullMarked
package io.gatehouse.bench.acl;

import org.jspecify.annotations.NullMarked;
