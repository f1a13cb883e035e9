/** Health tests for people at a desk: campaigns, their rows and lists. Entry point: {@link HealthTestPages}. */
@NullMarked
package org.tocsin.console.healthtest;

import org.jspecify.annotations.NullMarked;
