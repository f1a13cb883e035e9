/**
 * A night of twelve hours in an alarm receiving centre, played from a table ({@code night.txt}) by a clock that stands
 * still until it is put on: entry is {@link org.tocsin.journey.night.ScriptedNightTest}.
 */
@NullMarked
package org.tocsin.journey.night;

import org.jspecify.annotations.NullMarked;
