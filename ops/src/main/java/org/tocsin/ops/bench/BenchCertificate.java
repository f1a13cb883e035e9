package org.tocsin.ops.bench;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Map;

/**
 * A certificate for a bench's gateway, good for two days and trusted by nobody else; made by the JDK's {@code keytool}.
 *
 * @param certificate PEM file
 * @param key PEM file
 */
record BenchCertificate(Path certificate, Path key) {
    private static final String PASSWORD = "only-for-a-bench";

    static BenchCertificate make(Path directory) throws IOException, InterruptedException, GeneralSecurityException {
        Path store = directory.resolve("bench.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process process = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-alias",
                        "bench",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-validity",
                        "2",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        PASSWORD,
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException("keytool: " + said);
        }
        KeyStore entries = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            entries.load(in, PASSWORD.toCharArray());
        }
        return new BenchCertificate(
                pem(
                        directory.resolve("bench.crt"),
                        "CERTIFICATE",
                        entries.getCertificate("bench").getEncoded()),
                pem(
                        directory.resolve("bench.key"),
                        "PRIVATE KEY",
                        entries.getKey("bench", PASSWORD.toCharArray()).getEncoded()));
    }

    /** What makes a gateway listen for TLS on free ports. */
    Map<String, String> settings() {
        return Map.of(
                "TOCSIN_TLS_CERTIFICATE",
                certificate.toString(),
                "TOCSIN_TLS_KEY",
                key.toString(),
                "TOCSIN_SIP_TLS_PORT",
                "0",
                "TOCSIN_MQTT_TLS_PORT",
                "0");
    }

    private static Path pem(Path file, String what, byte[] content) throws IOException {
        String lines = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
        return Files.writeString(file, "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
    }
}
