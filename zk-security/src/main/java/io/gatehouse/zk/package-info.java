/**
 * The one secured ZooKeeper session, sealed znodes, and the stores of the other modules on ZooKeeper.
 */
@NullMarked
package io.gatehouse.zk;

import org.jspecify.annotations.NullMarked;
