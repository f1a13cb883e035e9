/**
 * {@code /figures}: how soon calls are answered and responders arrive, why not, falls, the quality of calls, and how many
 * people are needed when. Entry point: {@link org.tocsin.console.figures.FigurePages}.
 */
@NullMarked
package org.tocsin.console.figures;

import org.jspecify.annotations.NullMarked;
