package org.tocsin.gateway.sip;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/** Messages as units send them, one file each. */
public final class Frames {
    private Frames() {}

    public static byte[] bytes(String name) {
        try (InputStream file = Frames.class.getResourceAsStream("/frames/sip/" + name + ".txt")) {
            if (file == null) {
                throw new IllegalArgumentException("no frame " + name);
            }
            return file.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static String text(String name) {
        return new String(bytes(name), ISO_8859_1);
    }
}
