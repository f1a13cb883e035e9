/** Home units, their credentials and enrolment. Entry point: {@link Enrolment}. */
@NullMarked
package org.tocsin.unit;

import org.jspecify.annotations.NullMarked;
