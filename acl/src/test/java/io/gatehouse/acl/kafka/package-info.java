@NullMarked
package io.gatehouse.acl.kafka;

import org.jspecify.annotations.NullMarked;
