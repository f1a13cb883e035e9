/** How a service watches and tests, for its managers. Entry point: {@link SettingPages}. */
@NullMarked
package org.tocsin.console.setting;

import org.jspecify.annotations.NullMarked;
