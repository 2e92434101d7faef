/**
 * Users, access rules and limits as one file: what it says, how it differs from what brokers have, and what is sent to make
 * that difference. Knows no brokers. Thread: one.
 */
@NullMarked
package io.gatehouse.broker.tool.policy;

import org.jspecify.annotations.NullMarked;
