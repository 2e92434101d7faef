/** Tests of the access rules. */
@NullMarked
package io.gatehouse.acl;

import org.jspecify.annotations.NullMarked;
