package org.tocsin.rota;

/**
 * An area as homes name theirs.
 *
 * @param covered somebody must be on duty in it at all times; the centre is told before nobody is
 * @param homes that name it
 */
public record Area(String name, boolean covered, int homes) {}
