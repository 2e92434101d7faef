/**
 * Who is kept out by an administrator's word: principals, addresses, or a principal from some addresses.
 *
 * <p>Asked by listeners when somebody connects and when somebody has proved who it is. Knows no protocol and no store.
 * Thread: any.
 */
@NullMarked
package io.gatehouse.auth.block;

import org.jspecify.annotations.NullMarked;
