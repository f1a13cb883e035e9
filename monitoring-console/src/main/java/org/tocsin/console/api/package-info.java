/** The REST interface {@code /api/v1}. Entry point: {@link Api}; its description: {@code openapi.yaml}. */
@NullMarked
package org.tocsin.console.api;

import org.jspecify.annotations.NullMarked;
