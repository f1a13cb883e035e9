/** What is kept on legal hold and what need not be kept any longer. Entry points: {@link HoldPages}, {@link RetentionPages}. */
@NullMarked
package org.tocsin.console.keeping;

import org.jspecify.annotations.NullMarked;
