/** Scripts as their writers see them. */
@NullMarked
package org.tocsin.console.script;

import org.jspecify.annotations.NullMarked;
