package org.tocsin.figures;

/** How the answer to a press is known. Stored by name. */
public enum Way {
    /** Speech with the home was connected, as the telephone system reported. */
    SPEECH,
    /** What called cannot speak: somebody opened it. */
    OPENED,
    /** It could speak and nobody reports when it did: somebody took it. */
    TAKEN
}
