/**
 * What operators do on the telephone beside answering alarms: find anybody, open a case for whoever rings, ring back when
 * it is due. Entry points: {@link Finder}, {@link CasesByHand}, {@link CallBacks}.
 */
@NullMarked
package org.tocsin.telephone;

import org.jspecify.annotations.NullMarked;
