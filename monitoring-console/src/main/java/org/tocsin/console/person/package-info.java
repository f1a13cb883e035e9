/** The home as whoever answers or goes there sees it: who lives there, what to beware of, how to get in. Entry point: {@link PersonCard}. */
@NullMarked
package org.tocsin.console.person;

import org.jspecify.annotations.NullMarked;
