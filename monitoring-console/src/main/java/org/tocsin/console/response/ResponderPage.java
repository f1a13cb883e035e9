package org.tocsin.console.response;

/** The frame of the responder's page; the rest comes later, or from what the phone has kept. */
public record ResponderPage(String operatorId, String displayName, String csrf) {}
