/**
 * The format of each znode that this module keeps, one class each: path, encode, decode.
 *
 * <p>Called by the stores one package up. Pure; knows no session. Reading is strict: another version, an unknown,
 * missing or repeated field is {@link io.gatehouse.zk.znode.MalformedZnode}. Thread: any.
 */
@NullMarked
package io.gatehouse.zk.znode;

import org.jspecify.annotations.NullMarked;
