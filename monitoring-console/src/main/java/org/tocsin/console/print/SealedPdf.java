package org.tocsin.console.print;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.tocsin.platform.Ids;

/**
 * A PDF that opens with a passphrase only, in any reader: the standard security handler with AES-256 (ISO 32000-2, 7.6).
 * Whoever opens it may print and have it read aloud, and not take it apart.
 */
public final class SealedPdf {
    private static final int KEY_BITS = 256;

    private SealedPdf() {}

    /** Blocks. A page as {@link Pdf} takes it, sealed; fails with {@link Pdf.NotPrinted} where it is too long. */
    public static byte[] of(String xhtml, String passphrase) {
        if (xhtml.length() > Pdf.LONGEST_PAGE) {
            throw new Pdf.NotPrinted("This is too much for one document.");
        }
        try (PDDocument document = Loader.loadPDF(Pdf.render(xhtml).getBytes())) {
            AccessPermission may = new AccessPermission();
            may.setCanModify(false);
            may.setCanExtractContent(false);
            // Nobody knows the owner's password, so that nobody lifts the limits.
            String owner = HexFormat.of().formatHex(Ids.randomBytes(32));
            StandardProtectionPolicy policy = new StandardProtectionPolicy(owner, passphrase, may);
            policy.setEncryptionKeyLength(KEY_BITS);
            policy.setPreferAES(true);
            document.protect(policy);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            document.save(out);
            return out.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
