/**
 * What a service sets, for its managers: how it watches and tests, who is called for speech, and where its people are
 * called. Entry points: {@link SettingPages}, {@link SpeechPages}, {@link ExtensionPages}.
 */
@NullMarked
package org.tocsin.console.setting;

import org.jspecify.annotations.NullMarked;
