/**
 * The net under a home whose unit or trigger is known to be faulty, until it was heard again. Entry points:
 * {@link FaultCaseWorker} and {@link FaultCaseDesk}; rules: {@link LifeCritical}, {@link ReTest}.
 */
@NullMarked
package org.tocsin.fault;

import org.jspecify.annotations.NullMarked;
