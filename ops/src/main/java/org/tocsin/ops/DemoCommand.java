package org.tocsin.ops;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Settings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A complete alarm receiving centre with artificial homes, until it is told to end. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Starts a complete alarm receiving centre with artificial homes on this machine.",
        footer = {
            "",
            "Environment (unless set):",
            "  TOCSIN_HTTP_PORT 8080, TOCSIN_MQTT_PORT 1883,",
            "  TOCSIN_SIP_PORT 5060 (UDP and TCP), TOCSIN_OPS_PORT 9090",
            "  TOCSIN_TLS_CERTIFICATE, TOCSIN_TLS_KEY  PEM files; then TLS as well, on",
            "  TOCSIN_SIP_TLS_PORT 5061, TOCSIN_MQTT_TLS_PORT 8883",
            "  TOCSIN_BIND 127.0.0.1, TOCSIN_DATA_DIR .tocsin",
            "  TOCSIN_DEMO_PASSWORD, TOCSIN_API_TOKEN  made up and shown",
            "  TOCSIN_DATABASE_URL, TOCSIN_MIGRATE_DATABASE_URL  a PostgreSQL of your own",
            "Every variable: ops/docs/settings.md"
        })
final class DemoCommand implements Callable<Integer> {
    @Option(
            names = "--homes",
            paramLabel = "N",
            defaultValue = "7000",
            description = "How many artificial homes; 0 for none (default: ${DEFAULT-VALUE}).")
    private int homes;

    @Option(
            names = "--rate",
            paramLabel = "ALARMS",
            description = "Alarms a minute from the whole estate (default: as on a real day).")
    private @Nullable Double rate;

    @Option(names = "--quiet-estate", description = "The homes connect and show signs of life, and raise nothing.")
    private boolean quiet;

    @Option(names = "--fresh", description = "Deletes the data of earlier runs first.")
    private boolean fresh;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        if (homes < 0 || homes > 200_000 || (rate != null && !(rate >= 0 && rate <= 1_000_000))) {
            throw new ParameterException(
                    Objects.requireNonNull(spec).commandLine(), "--homes and --rate must be sensible numbers");
        }
        Path data = Path.of(new Settings(System.getenv()).text("TOCSIN_DATA_DIR", ".tocsin"));
        AllInOne all = new AllInOne(
                new AllInOneConfig(System.getenv(), data, fresh, new AllInOneConfig.Estate(homes, rate, quiet)),
                DemoCommand::say);
        Runtime.getRuntime().addShutdownHook(new Thread(all::close, "end"));
        all.start();
        signIns(all);
        say("READY http://localhost:" + all.ports().http());
        say("FLEET " + all.switchOnEstate() + " connected");
        // Until a signal ends the process; the hook above then stops everything.
        new CountDownLatch(1).await();
        return 0;
    }

    private static void signIns(AllInOne all) {
        say("");
        say("Sign in with the password " + all.demoPassword() + " as");
        for (DemoSeed.Person person : DemoSeed.PEOPLE) {
            String role = person.role().name().toLowerCase(Locale.ROOT);
            say("  %-10s %s, %s".formatted(person.username(), person.displayName(), role));
        }
        say("API token: " + all.apiToken());
        Ports ports = all.ports();
        say("Home units: SCAIP on %s:%d (UDP, TCP), MQTT on %s:%d; operations: http://%s:%d/ready"
                .formatted(ports.bind(), ports.sip(), ports.bind(), ports.mqtt(), ports.bind(), ports.ops()));
        ports.secure()
                .ifPresent(tls -> say("Over TLS: SCAIP on %s:%d, MQTT on %s:%d"
                        .formatted(ports.bind(), tls.sip(), ports.bind(), tls.mqtt())));
        say("");
    }

    /** Standard output is this program's: progress, then READY and FLEET; the log goes elsewhere. */
    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }
}
