package org.tocsin.gateway.sip;

/**
 * A MESSAGE to be sent to a unit. No field may hold a line break.
 *
 * @param uri the Request-URI
 * @param from our address without tag, {@code <sip:…>}
 * @param to the unit's address, {@code <sip:…>}
 */
public record SipMessageOut(String uri, String from, String to, String contentType, byte[] body) {}
