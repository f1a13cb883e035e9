/**
 * Figures fit for an audit: how soon calls were answered and responders arrived, by dated profiles of targets and
 * counting rule; what was left out and why; which calls were listened to; falls; and how many people are needed when.
 * Nothing here is on the way of an alarm: {@link org.tocsin.figures.FigureWorker} works changed alarms into rows
 * afterwards, {@link org.tocsin.figures.FigureStore} counts them.
 */
@NullMarked
package org.tocsin.figures;

import org.jspecify.annotations.NullMarked;
