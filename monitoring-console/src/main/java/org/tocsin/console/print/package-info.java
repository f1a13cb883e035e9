/** Pages on paper: HTML of our own as PDF. Entry point: {@link Pdf}. */
@NullMarked
package org.tocsin.console.print;

import org.jspecify.annotations.NullMarked;
