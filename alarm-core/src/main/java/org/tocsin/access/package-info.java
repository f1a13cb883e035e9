/** Who may sign in, see and do what. */
@NullMarked
package org.tocsin.access;

import org.jspecify.annotations.NullMarked;
