/**
 * Who is there: signs of life as they come ({@link SignsOfLife}), when we listened ({@link Listening}), what follows from
 * both ({@link Liveness}), and who notices it ({@link SupervisionWorker}).
 */
@NullMarked
package org.tocsin.supervision;

import org.jspecify.annotations.NullMarked;
