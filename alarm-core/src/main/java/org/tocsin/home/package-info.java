/** The dwelling and the people in it. */
@NullMarked
package org.tocsin.home;

import org.jspecify.annotations.NullMarked;
