/** Photos from a home or a door: received, looked at on record, and whether there are any at all. Entry point: {@link PhotoPages}. */
@NullMarked
package org.tocsin.console.photo;

import org.jspecify.annotations.NullMarked;
