package org.tocsin.console.response;

/** The frame of the responder's page. */
public record ResponderPage(String displayName, String csrf) {}
