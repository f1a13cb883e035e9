/**
 * The periodic device health tests: campaigns over a selection of the estate, and what a resident's own monthly press
 * proves. Entry points: {@link CampaignDesk} for people, {@link CampaignWorker} for every process.
 */
@NullMarked
package org.tocsin.healthtest;

import org.jspecify.annotations.NullMarked;
