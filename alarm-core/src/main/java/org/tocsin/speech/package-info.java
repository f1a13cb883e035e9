/** Who is called so that operator and home speak with each other. Entry point: {@link SpeechDesk}; rules: {@link SpeechRules}. */
@NullMarked
package org.tocsin.speech;

import org.jspecify.annotations.NullMarked;
