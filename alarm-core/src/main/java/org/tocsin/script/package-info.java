/**
 * What is done step by step when a home calls. Entry points: {@link org.tocsin.script.AlarmScripts} on an open alarm,
 * {@link org.tocsin.script.ScriptDesk} for whoever writes scripts; rules: {@link org.tocsin.script.ScriptChoice},
 * {@link org.tocsin.script.Progress}.
 */
@NullMarked
package org.tocsin.script;

import org.jspecify.annotations.NullMarked;
