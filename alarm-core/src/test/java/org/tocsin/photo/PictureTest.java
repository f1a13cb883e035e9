package org.tocsin.photo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is kept of a photo: its dots, made anew; and what is no photo. */
class PictureTest {
    @Test
    void where_it_was_taken_does_not_come_with_it() throws IOException {
        byte[] sent = Snapshots.doorWithPlace(320, 200);
        assertThat(text(sent)).contains("GPS 51.5007N");
        Picture kept = Picture.of(sent).orElseThrow();
        assertThat(text(kept.jpeg())).doesNotContain("GPS").doesNotContain("Exif");
        assertThat(kept.width()).isEqualTo(320);
        assertThat(kept.height()).isEqualTo(200);
        var read = ImageIO.read(new ByteArrayInputStream(kept.jpeg()));
        assertThat(read.getRGB(160, 150) & 0xFF).as("the door is still blue").isGreaterThan(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"jpeg", "png"})
    void it_goes_by_what_is_in_it_and_is_a_jpeg_afterwards(String format) {
        byte[] kept = Picture.of(Snapshots.door(format, 64, 48)).orElseThrow().jpeg();
        assertThat(Arrays.copyOf(kept, 3)).containsExactly(0xFF, 0xD8, 0xFF);
    }

    @Test
    void anything_else_is_no_photo() {
        assertThat(Picture.of(new byte[0])).isEmpty();
        assertThat(Picture.of("<svg onload='x'/>".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(Picture.of(Snapshots.door("gif", 64, 48))).isEmpty();
        byte[] whole = Snapshots.door("png", 64, 48);
        assertThat(Picture.of(Arrays.copyOf(whole, 40))).as("cut off").isEmpty();
        assertThat(Picture.of(Arrays.copyOf(Snapshots.door("jpeg", 64, 48), 20)))
                .as("cut off")
                .isEmpty();
    }

    @Test
    void what_would_grow_when_it_is_unpacked_is_refused_before_it_is() {
        assertThat(Picture.of(saysItIs(30_000, 30_000))).isEmpty();
        assertThat(Picture.of(saysItIs(4_000, 4_000))).isEmpty();
        assertThat(Picture.of(Snapshots.door("png", 5_000, 10))).as("too wide").isEmpty();
        assertThat(Picture.of(new byte[Picture.MOST_BYTES + 1])).isEmpty();
        assertThat(Picture.of(Arrays.copyOf(Snapshots.door("jpeg", 64, 48), Picture.MOST_BYTES + 1)))
                .isEmpty();
        ByteArrayOutputStream passes = new ByteArrayOutputStream();
        passes.writeBytes(Snapshots.door("jpeg", 64, 48));
        for (int i = 0; i < Picture.MOST_PASSES; i++) {
            passes.writeBytes(new byte[] {(byte) 0xFF, (byte) 0xDA, 0, 8});
        }
        assertThat(Picture.of(passes.toByteArray())).as("passes without end").isEmpty();
    }

    /** A PNG that is little more than its own claim. */
    private static byte[] saysItIs(int width, int height) {
        ByteBuffer header = ByteBuffer.allocate(17);
        header.put("IHDR".getBytes(StandardCharsets.US_ASCII))
                .putInt(width)
                .putInt(height)
                .put(new byte[] {8, 2, 0, 0, 0});
        CRC32 crc = new CRC32();
        crc.update(header.array());
        byte[] whole = Snapshots.door("png", 8, 8);
        ByteBuffer claim = ByteBuffer.wrap(whole);
        claim.position(12);
        claim.put(header.array()).putInt((int) crc.getValue());
        return whole;
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
