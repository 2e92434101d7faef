@NullMarked
package io.gatehouse.broker.tool.admin;

import org.jspecify.annotations.NullMarked;
