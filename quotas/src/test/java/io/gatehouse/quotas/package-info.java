/** Tests of limits and their measuring. */
@NullMarked
package io.gatehouse.quotas;

import org.jspecify.annotations.NullMarked;
