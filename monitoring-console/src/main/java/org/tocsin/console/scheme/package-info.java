/** Grouped housing for its manager: schemes, their dwellings, doors and controllers. Entry point: {@link SchemePages}. */
@NullMarked
package org.tocsin.console.scheme;

import org.jspecify.annotations.NullMarked;
