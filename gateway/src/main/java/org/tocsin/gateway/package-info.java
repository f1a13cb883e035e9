/** The edge towards homes. Entry point: {@link Gateway}; its process: {@link GatewayMain}. */
@NullMarked
package org.tocsin.gateway;

import org.jspecify.annotations.NullMarked;
