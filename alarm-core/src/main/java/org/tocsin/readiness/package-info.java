/**
 * Whether a home is ready for the analogue shutdown, and the evidence for it. Entry points: {@link ProofBook} takes
 * evidence, {@link Readiness} decides what it is still worth, {@link ProofSealer} signs and chains it.
 */
@NullMarked
package org.tocsin.readiness;

import org.jspecify.annotations.NullMarked;
