/**
 * Photos from a home or from a door nobody opened, where a service wants any: shrunk on the phone, made anew here, sealed,
 * looked at on record and kept no longer than the record they belong to. Entry point: {@link PhotoDesk}.
 */
@NullMarked
package org.tocsin.photo;

import org.jspecify.annotations.NullMarked;
