/** The operator's telephone: find anybody, open a case, calls, call-backs, clocks, the sheet for 999. Entry point: {@link TelephonePages}. */
@NullMarked
package org.tocsin.console.telephone;

import org.jspecify.annotations.NullMarked;
