/** The dwelling and the people in it. Entry point: {@link HomeStore}. */
@NullMarked
package org.tocsin.home;

import org.jspecify.annotations.NullMarked;
