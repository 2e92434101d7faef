@NullMarked
package io.gatehouse.acl.explain;

import org.jspecify.annotations.NullMarked;
