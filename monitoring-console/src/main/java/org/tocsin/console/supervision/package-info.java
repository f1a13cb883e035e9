/** Who is heard and who is not, as pages. Entry point: {@link SupervisionPages}. */
@NullMarked
package org.tocsin.console.supervision;

import org.jspecify.annotations.NullMarked;
