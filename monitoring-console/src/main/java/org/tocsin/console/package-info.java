/** The edge towards people: sign-in, pages, REST and live interface. Entry points: {@link Console}, {@link Routes}. */
@NullMarked
package org.tocsin.console;

import org.jspecify.annotations.NullMarked;
