/**
 * Who somebody is, once proven: the principal that access rules and quotas know.
 *
 * <p>Used by every module. Knows no protocol, no store and no settings. Thread: any; all types are immutable.
 */
@NullMarked
package io.gatehouse.auth.identity;

import org.jspecify.annotations.NullMarked;
