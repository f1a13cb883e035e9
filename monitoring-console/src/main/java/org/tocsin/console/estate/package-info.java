/** The estate as those who look after it see it: homes, who lives there, what stands there, and the shelf. Entry point: {@link HomePages}. */
@NullMarked
package org.tocsin.console.estate;

import org.jspecify.annotations.NullMarked;
