package org.tocsin.ops;

import java.util.concurrent.Callable;
import org.tocsin.console.ConsoleMain;
import picocli.CommandLine.Command;

/** The edge towards people as a process of its own. */
@Command(
        name = "monitoring-console",
        mixinStandardHelpOptions = true,
        description = "Starts a monitoring console: the pages, the REST interface and the live interface.",
        footer = {
            "",
            "Environment (unless set):",
            "  TOCSIN_DATABASE_URL  needed: postgresql://user:password@host:port/database",
            "  TOCSIN_SECRET_KEY  needed: the same as the gateways'",
            "  TOCSIN_BIND 127.0.0.1, TOCSIN_HTTP_PORT 8080, TOCSIN_OPS_PORT 9090",
            "  TOCSIN_PUBLIC_URL  https://… when a proxy in front ends TLS",
            "  TOCSIN_PROOF_KEY  signs proofs; without it they wait",
            "  TOCSIN_SIP_REALM  tocsin.local; the same as the gateways'",
            "A secret may also be given as a file: TOCSIN_SECRET_KEY_FILE.",
            "Every variable: ops/docs/settings.md"
        })
final class ConsoleCommand implements Callable<Integer> {
    @Override
    public Integer call() {
        ConsoleMain.main(new String[0]);
        return 0;
    }
}
