/** The rota: a week at a glance, who is on duty now by area, sickness, skills, import. Entry point: {@link RotaPages}. */
@NullMarked
package org.tocsin.console.rota;

import org.jspecify.annotations.NullMarked;
