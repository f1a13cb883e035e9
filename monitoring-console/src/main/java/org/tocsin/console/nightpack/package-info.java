/** The night pack: every home's card on paper, for a night without the platform. Entry point: {@link NightPack}. */
@NullMarked
package org.tocsin.console.nightpack;

import org.jspecify.annotations.NullMarked;
