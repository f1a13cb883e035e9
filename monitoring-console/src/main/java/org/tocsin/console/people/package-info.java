/** Who signs in, and the end of a sign-in. Entry point: {@link org.tocsin.console.people.PeoplePages}. */
@NullMarked
package org.tocsin.console.people;

import org.jspecify.annotations.NullMarked;
