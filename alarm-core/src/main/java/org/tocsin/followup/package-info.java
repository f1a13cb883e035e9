/** What remains to be done after an alarm, with a day by which. Entry point: {@link FollowUpDesk}. */
@NullMarked
package org.tocsin.followup;

import org.jspecify.annotations.NullMarked;
