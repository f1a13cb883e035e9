/**
 * Messages to people: texts, e-mails and notices on phones, through the providers a service has. What is to be said is
 * written by {@link Outbox} in the transaction of the act that wants it said; {@link NotificationWorker} sends it. A
 * message that was sent has asked somebody; it is never help sent.
 */
@NullMarked
package org.tocsin.notify;

import org.jspecify.annotations.NullMarked;
