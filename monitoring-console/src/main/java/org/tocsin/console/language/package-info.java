/** The console in another language than English: the finished English page is read, and its own phrases are exchanged. */
@NullMarked
package org.tocsin.console.language;

import org.jspecify.annotations.NullMarked;
