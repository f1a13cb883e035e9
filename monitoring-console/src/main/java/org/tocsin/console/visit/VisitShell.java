package org.tocsin.console.visit;

/** The frame of an installer's page; the rest comes later, or from what the phone has kept. */
public record VisitShell(String id, String operatorId, String displayName, String csrf) {}
