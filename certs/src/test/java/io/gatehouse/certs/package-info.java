/** Tests of the authority. */
@NullMarked
package io.gatehouse.certs;

import org.jspecify.annotations.NullMarked;
