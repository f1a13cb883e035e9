/** A telecare service: an organisation under one set of rules; our tenant. Entry point: {@link ServiceStore}. */
@NullMarked
package org.tocsin.service;

import org.jspecify.annotations.NullMarked;
