/** Who is on duty, where and with what skills; and when nobody is. Entry point: {@link RotaDesk}. */
@NullMarked
package org.tocsin.rota;

import org.jspecify.annotations.NullMarked;
