/**
 * Firmware and settings that go to many units in waves: a trial first, then wave after wave, each watched, and none after
 * one that came back in trouble. Every unit that was changed is asked for a test, so that what the change made stale is
 * proven again. Entry points: {@link RolloutDesk} for people, {@link RolloutWorker} for every process.
 */
@NullMarked
package org.tocsin.rollout;

import org.jspecify.annotations.NullMarked;
