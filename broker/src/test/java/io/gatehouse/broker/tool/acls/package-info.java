/** Tests of the command line for access rules, with rules in memory and settings that are wrong. */
@NullMarked
package io.gatehouse.broker.tool.acls;

import org.jspecify.annotations.NullMarked;
