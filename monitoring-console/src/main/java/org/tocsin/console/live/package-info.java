/** The board as it changes, over WebSockets. Entry points: {@link LiveLink} for listeners, {@link BoardFeed} for rows. */
@NullMarked
package org.tocsin.console.live;

import org.jspecify.annotations.NullMarked;
