/** Pages about messages to people: a keyholder's answer, providers and what was sent, receipts. */
@NullMarked
package org.tocsin.console.notify;

import org.jspecify.annotations.NullMarked;
