@NullMarked
package io.gatehouse.broker.tool.diagnose;

import org.jspecify.annotations.NullMarked;
