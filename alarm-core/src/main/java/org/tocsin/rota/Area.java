package org.tocsin.rota;

/**
 * An area as homes name theirs.
 *
 * @param covered somebody must be on duty in it at all times; the centre is told before nobody is
 * @param homes that name it
 * @param decided somebody said whether it must be covered; a new area that homes name is not, until somebody does
 */
public record Area(String name, boolean covered, int homes, boolean decided) {
    /** Homes are there, and nobody has said whether somebody must be on duty for them. */
    public boolean overlooked() {
        return !decided && homes > 0;
    }
}
