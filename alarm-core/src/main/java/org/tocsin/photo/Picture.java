package org.tocsin.photo;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.MemoryCacheImageInputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * A picture as it may be kept: a JPEG that was made here, from the dots of what was sent and from nothing else of it. Where
 * and with what it was taken, and whatever else a phone writes into its files, is not in it.
 */
public final class Picture {
    /** Of what is sent, and of what is kept. */
    public static final int MOST_BYTES = 2 * 1024 * 1024;

    /** A few kilobytes can say that they are a billion dots: that is read before anything is unpacked. */
    static final int MOST_SIDE = 4096;

    static final int MOST_DOTS = 4_000_000;

    /** Each pass of a progressive JPEG goes over all dots again; cameras write about ten. */
    static final int MOST_PASSES = 64;

    private static final float[] QUALITIES = {0.8f, 0.6f, 0.4f};

    private final byte[] jpeg;
    private final int width;
    private final int height;

    private Picture(byte[] jpeg, int width, int height) {
        this.jpeg = jpeg;
        this.width = width;
        this.height = height;
    }

    /**
     * Makes it anew. Blocks for some tens of milliseconds, and needs some tens of megabytes meanwhile.
     *
     * @param sent JPEG or PNG by what is in it, whatever its name
     * @return empty for anything else, for what is broken and for what is over a limit
     */
    public static Optional<Picture> of(byte[] sent) {
        String format = format(sent);
        if (format == null || sent.length > MOST_BYTES || passes(sent) > MOST_PASSES) {
            return Optional.empty();
        }
        ImageReader reader = ImageIO.getImageReadersByFormatName(format).next();
        try (MemoryCacheImageInputStream in = new MemoryCacheImageInputStream(new ByteArrayInputStream(sent))) {
            reader.setInput(in, true, true);
            int width = reader.getWidth(0);
            int height = reader.getHeight(0);
            if (width > MOST_SIDE || height > MOST_SIDE || (long) width * height > MOST_DOTS) {
                return Optional.empty();
            }
            return kept(flat(reader.read(0)));
        } catch (IOException | RuntimeException e) {
            // The readers of the JDK answer what is broken with whatever it made them stumble over.
            return Optional.empty();
        } finally {
            reader.dispose();
        }
    }

    /** Of the picture, in dots. */
    public int width() {
        return width;
    }

    /** Of the picture, in dots. */
    public int height() {
        return height;
    }

    byte[] jpeg() {
        return jpeg.clone();
    }

    private static @Nullable String format(byte[] sent) {
        if (begins(sent, 0xFF, 0xD8, 0xFF)) {
            return "jpeg";
        }
        return begins(sent, 0x89, 'P', 'N', 'G', 0x0D, 0x0A, 0x1A, 0x0A) ? "png" : null;
    }

    private static boolean begins(byte[] sent, int... bytes) {
        if (sent.length < bytes.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if ((sent[i] & 0xFF) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    /** Each begins with FF DA (ITU-T T.81, table B.1); between the dots FF is always followed by something else. */
    private static int passes(byte[] sent) {
        int passes = 0;
        for (int i = 1; i < sent.length; i++) {
            if ((sent[i - 1] & 0xFF) == 0xFF && (sent[i] & 0xFF) == 0xDA) {
                passes++;
            }
        }
        return passes;
    }

    /** Three colours, and white where one could see through it. */
    private static BufferedImage flat(BufferedImage read) {
        BufferedImage flat = new BufferedImage(read.getWidth(), read.getHeight(), BufferedImage.TYPE_INT_RGB);
        Graphics2D canvas = flat.createGraphics();
        try {
            canvas.drawImage(read, 0, 0, Color.WHITE, null);
        } finally {
            canvas.dispose();
        }
        return flat;
    }

    private static Optional<Picture> kept(BufferedImage image) throws IOException {
        for (float quality : QUALITIES) {
            byte[] jpeg = write(image, quality);
            if (jpeg.length <= MOST_BYTES) {
                return Optional.of(new Picture(jpeg, image.getWidth(), image.getHeight()));
            }
        }
        return Optional.empty();
    }

    private static byte[] write(BufferedImage image, float quality) throws IOException {
        ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            ImageWriteParam how = writer.getDefaultWriteParam();
            how.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
            how.setCompressionQuality(quality);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), how);
        } finally {
            writer.dispose();
        }
        return bytes.toByteArray();
    }
}
