/**
 * Vendors' own topics and JSON as data: what they say is put into our words, and our answer into theirs. Entry point:
 * {@link TopicProfiles}.
 */
@NullMarked
package org.tocsin.gateway.mqtt.profile;

import org.jspecify.annotations.NullMarked;
