/** Starting and stopping: the demo, the separate processes, the embedded PostgreSQL. Entry point: {@link Tocsin}. */
@NullMarked
package org.tocsin.ops;

import org.jspecify.annotations.NullMarked;
