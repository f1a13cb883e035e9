/**
 * What managers, committees, phone companies and coroners are shown: figures counted by printed rules from what was
 * heard. Entry points: {@link org.tocsin.report.SwitchoverStore}, {@link org.tocsin.report.NightStore},
 * {@link org.tocsin.report.ProviderExchange}.
 */
@NullMarked
package org.tocsin.report;

import org.jspecify.annotations.NullMarked;
