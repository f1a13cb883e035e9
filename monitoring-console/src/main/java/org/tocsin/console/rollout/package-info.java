/** Pages of changes that go to units in waves. Entry point: {@link org.tocsin.console.rollout.RolloutPages}. */
@NullMarked
package org.tocsin.console.rollout;

import org.jspecify.annotations.NullMarked;
