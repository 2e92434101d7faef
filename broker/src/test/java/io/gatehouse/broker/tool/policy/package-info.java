@NullMarked
package io.gatehouse.broker.tool.policy;

import org.jspecify.annotations.NullMarked;
