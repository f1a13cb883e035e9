/** The case a person works on: rules, states and acts. Entry point: {@link AlarmDesk}; rules: {@link Routing}, {@link AlarmLifecycle}. */
@NullMarked
package org.tocsin.alarm;

import org.jspecify.annotations.NullMarked;
