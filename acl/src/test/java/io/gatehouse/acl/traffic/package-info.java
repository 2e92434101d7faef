@NullMarked
package io.gatehouse.acl.traffic;

import org.jspecify.annotations.NullMarked;
