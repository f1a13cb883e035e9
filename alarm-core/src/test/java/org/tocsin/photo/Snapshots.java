package org.tocsin.photo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import javax.imageio.ImageIO;

/** Pictures as phones, and people who mean harm, send them. */
public final class Snapshots {
    private Snapshots() {}

    /** A door in a wall, in this format. */
    public static byte[] door(String format, int width, int height) {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = image.createGraphics();
        canvas.setColor(Color.LIGHT_GRAY);
        canvas.fillRect(0, 0, width, height);
        canvas.setColor(Color.BLUE);
        canvas.fillRect(width / 3, height / 4, width / 3, height * 3 / 4);
        canvas.dispose();
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            ImageIO.write(image, format, bytes);
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with where it was taken written into it, as cameras do (APP1, "Exif"). */
    public static byte[] doorWithPlace(int width, int height) {
        byte[] plain = door("jpeg", width, height);
        byte[] note = "Exif\0\0 GPS 51.5007N 0.1246W".getBytes(StandardCharsets.ISO_8859_1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(plain, 0, 2);
        bytes.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xE1, 0, (byte) (note.length + 2)});
        bytes.writeBytes(note);
        bytes.writeBytes(Arrays.copyOfRange(plain, 2, plain.length));
        return bytes.toByteArray();
    }
}
