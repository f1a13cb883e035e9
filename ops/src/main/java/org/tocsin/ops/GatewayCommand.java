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
            "A secret may also be given as a file: TOCSIN_SECRET_KEY_FILE."
        })
final class GatewayCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        GatewayMain.main(new String[0]);
        return 0;
    }
}
