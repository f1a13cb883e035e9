/** Signs of life of home units. Entry point: {@link SignsOfLife}. */
@NullMarked
package org.tocsin.supervision;

import org.jspecify.annotations.NullMarked;
