/**
 * How a room full of operators shares the work: who is there, what is parked or offered, whose alarms are released, who is
 * rung when nobody takes a life alarm, who answers when the room is left. Entry points: {@link org.tocsin.shift.ShiftRules}
 * and the workers.
 */
@NullMarked
package org.tocsin.shift;

import org.jspecify.annotations.NullMarked;
