/** Tests of the command lines. */
@NullMarked
package io.gatehouse.broker.tool;

import org.jspecify.annotations.NullMarked;
