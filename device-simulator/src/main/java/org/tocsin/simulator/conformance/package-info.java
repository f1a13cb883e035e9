/**
 * The conformance kit: a suite that plays a home unit towards any alarm receiver, and one that plays the receiver towards
 * any home unit. Entry points: each question is a {@link Case}.
 */
@NullMarked
package org.tocsin.simulator.conformance;

import org.jspecify.annotations.NullMarked;
