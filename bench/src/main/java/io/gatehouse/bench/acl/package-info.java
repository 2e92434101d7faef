/**
 * Access decisions beside those of Apache Kafka's StandardAuthorizer, from the same rules. Run by {@code bench/acl.sh} and
 * by the tests of this module; nothing else calls this package.
 */
@NullMarked
package io.gatehouse.bench.acl;

import org.jspecify.annotations.NullMarked;
