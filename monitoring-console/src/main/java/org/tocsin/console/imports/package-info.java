/** The estate from a table and back: imports, the export, ghosts and strangers. Entry points: {@code …Pages}. */
@NullMarked
package org.tocsin.console.imports;

import org.jspecify.annotations.NullMarked;
