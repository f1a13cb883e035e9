/**
 * How ready homes are: the list, one home, and the page at which a phone company's engineer tests one. Entry points:
 * {@link ReadinessPages}, {@link ProvePages}.
 */
@NullMarked
package org.tocsin.console.readiness;

import org.jspecify.annotations.NullMarked;
