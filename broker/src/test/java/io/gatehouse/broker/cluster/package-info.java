@NullMarked
package io.gatehouse.broker.cluster;

import org.jspecify.annotations.NullMarked;
