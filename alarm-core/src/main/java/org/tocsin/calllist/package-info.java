/**
 * Whom a service rings without being called: how well somebody is, a reminder, somebody who was not noticed moving. Entry
 * point: {@link CallListDesk}; what a missed call leads to: {@link CallListWorker}.
 */
@NullMarked
package org.tocsin.calllist;

import org.jspecify.annotations.NullMarked;
