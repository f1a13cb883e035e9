package org.tocsin.gateway.sip;

/** A response as it came; its body is of no use here and is dropped. */
record SipResponse(int status, SipHeaders headers) implements SipFrame {}
