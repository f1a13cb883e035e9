/** The operator's board and the open alarm. Entry point: {@link BoardPages}; what the open alarm shows: {@link AlarmPage}. */
@NullMarked
package org.tocsin.console.board;

import org.jspecify.annotations.NullMarked;
