/** Visits of installers: test mode, what is asked of a home and what is heard from it. Entry point: {@link TestModes}. */
@NullMarked
package org.tocsin.visit;

import org.jspecify.annotations.NullMarked;
