/**
 * Benchmarks of {@code broker.log} by its public methods, on a real lane and in real files. Run by {@code bench/log.sh};
 * nothing calls this package.
 */
@NullMarked
package io.gatehouse.bench.log;

import org.jspecify.annotations.NullMarked;
