package org.tocsin.console.imports;

/** One import in the list of them. */
public record ImportLine(String id, String name, String when, String by, String standing) {}
