/** Call lists, and which homes are rung. */
@NullMarked
package org.tocsin.console.calllist;

import org.jspecify.annotations.NullMarked;
