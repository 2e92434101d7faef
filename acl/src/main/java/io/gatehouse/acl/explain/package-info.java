/**
 * Says why: the decision that was made or would be made, what spoke against it, what was nearly a rule for it, what would
 * change it; who can do something, and what somebody can do.
 *
 * <p>Called by the broker's admin endpoint, on its threads. Decides nothing itself: {@link io.gatehouse.acl.AclPolicy}
 * does, and this looks at the same rules. It goes through all rules, so it is not for the way of requests.
 */
@NullMarked
package io.gatehouse.acl.explain;

import org.jspecify.annotations.NullMarked;
