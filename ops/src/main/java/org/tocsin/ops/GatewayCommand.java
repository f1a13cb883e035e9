package org.tocsin.ops;

import java.util.concurrent.Callable;
import org.tocsin.gateway.GatewayMain;
import picocli.CommandLine.Command;

/** The edge towards homes as a process of its own. */
@Command(
        name = "gateway",
        mixinStandardHelpOptions = true,
        description = "Starts a gateway: takes what home units say over SCAIP and MQTT.",
        footer = {
            "",
            "Environment (unless set):",
            "  TOCSIN_DATABASE_URL  needed: postgresql://user:password@host:port/database",
            "  TOCSIN_SECRET_KEY  needed: 64 hexadecimal digits",
            "  TOCSIN_BIND 127.0.0.1, TOCSIN_MQTT_PORT 1883,",
            "  TOCSIN_SIP_PORT 5060 (UDP and TCP), TOCSIN_OPS_PORT 9090",
            "  TOCSIN_GATEWAY_ID  the host's name",
            "  TOCSIN_TLS_CERTIFICATE, TOCSIN_TLS_KEY  PEM files; then TLS as well, on",
            "  TOCSIN_SIP_TLS_PORT 5061, TOCSIN_MQTT_TLS_PORT 8883",
            "  TOCSIN_TLS_CLIENT_AUTHORITY  PEM file: who signs the units' certificates",
            "  TOCSIN_TLS_CLIENT_CERTIFICATE  none, optional or required",
            "  TOCSIN_BRIDGE_URL  mqtt://host:port of a broker to fetch from",
            "  TOCSIN_DEFAULT_SERVICE demo, TOCSIN_SIP_REALM tocsin.local",
            "A secret may also be given as a file: TOCSIN_SECRET_KEY_FILE.",
            "Every variable: ops/docs/settings.md"
        })
final class GatewayCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        GatewayMain.main(new String[0]);
        return 0;
    }
}
