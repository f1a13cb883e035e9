/** Benchmarks against foreign peers in the same run: {@code ops/bench}. Entry point: {@link BenchCommand}. */
@NullMarked
package org.tocsin.ops.bench;

import org.jspecify.annotations.NullMarked;
