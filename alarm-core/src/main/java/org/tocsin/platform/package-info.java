/** The database, its schema and doorbell, ids, secrets, settings: what every other package stands on. */
@NullMarked
package org.tocsin.platform;

import org.jspecify.annotations.NullMarked;
