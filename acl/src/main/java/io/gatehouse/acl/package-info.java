/**
 * Access rules: resources, rules, the snapshot that decides, and the permits that prove a decision.
 *
 * <p>Called by the broker's {@code api} for every request and by the stores that replace the rules. Knows identities,
 * no protocol, no ZooKeeper and no settings. Thread: any; a decision reads one immutable snapshot.
 */
@NullMarked
package io.gatehouse.acl;

import org.jspecify.annotations.NullMarked;
