/** The responder's page, phone first: one call-out, one large button, what comes next. Entry point: {@link ResponderPages}. */
@NullMarked
package org.tocsin.console.response;

import org.jspecify.annotations.NullMarked;
