/**
 * The estate as a whole: put on file from a table, written out again, and what of it is never heard or not on file.
 * Entry points: {@link ImportDesk}, {@link EstateExport}, {@link Ghosts}, {@link Strangers}.
 */
@NullMarked
package org.tocsin.estate;

import org.jspecify.annotations.NullMarked;
