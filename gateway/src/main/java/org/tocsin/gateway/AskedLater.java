package org.tocsin.gateway;

import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Lets a handshake end whatever certificate a unit shows; the handshake itself proves that the unit holds its key. What
 * the certificate is worth is asked afterwards, by {@link DeviceTls#names}. Units are told which authorities are known.
 */
final class AskedLater extends X509ExtendedTrustManager {
    private final X509TrustManager known;

    AskedLater(X509TrustManager known) {
        this.known = known;
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return known.getAcceptedIssuers();
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {
        throw new UnsupportedOperationException("we are the server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {
        throw new UnsupportedOperationException("we are the server");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {
        throw new UnsupportedOperationException("we are the server");
    }
}
