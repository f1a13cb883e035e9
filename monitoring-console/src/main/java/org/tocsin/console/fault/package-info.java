/** Open faults on what a life depends on, as people see and work on them. Entry point: {@link FaultPages}. */
@NullMarked
package org.tocsin.console.fault;

import org.jspecify.annotations.NullMarked;
