/**
 * The story of a service's switchover from its table to the pack for its committee, with every figure counted once more
 * from what the homes themselves wrote down. Entry point: {@link org.tocsin.journey.story.SeedServiceTest}.
 */
@NullMarked
package org.tocsin.journey.story;

import org.jspecify.annotations.NullMarked;
