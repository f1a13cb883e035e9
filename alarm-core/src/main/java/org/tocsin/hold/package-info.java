/** Records that nobody may take away, whatever their age, and until when. Entry point: {@link HoldDesk}. */
@NullMarked
package org.tocsin.hold;

import org.jspecify.annotations.NullMarked;
