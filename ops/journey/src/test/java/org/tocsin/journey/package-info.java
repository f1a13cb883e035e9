/** The tests that need everything: real PostgreSQL, real sockets, real processes, foreign peers. */
@NullMarked
package org.tocsin.journey;

import org.jspecify.annotations.NullMarked;
