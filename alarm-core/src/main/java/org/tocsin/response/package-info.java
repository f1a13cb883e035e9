/** Who goes to the door, and what happens when nobody answers. Entry point: {@link CalloutDesk}. */
@NullMarked
package org.tocsin.response;

import org.jspecify.annotations.NullMarked;
