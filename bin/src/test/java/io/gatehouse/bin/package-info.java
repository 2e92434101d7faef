/** The scripts, run as a person runs them. */
@NullMarked
package io.gatehouse.bin;

import org.jspecify.annotations.NullMarked;
