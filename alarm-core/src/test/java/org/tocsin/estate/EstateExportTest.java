package org.tocsin.estate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.platform.Page;

/** Everything out, into another service, and it is the same; who is missing, and who is not known. */
class EstateExportTest {
    private static Importing importing;

    @BeforeAll
    static void start() throws Exception {
        importing = new Importing();
    }

    @AfterAll
    static void stop() throws Exception {
        importing.close();
    }

    @Test
    void the_homes_of_an_export_make_the_same_estate_in_an_empty_service() throws Exception {
        importing.run(importing.north, """
                home id,line 1,town,postcode,area,risks,risk tier,vulnerabilities,equipment,line provider,line planned on,\
                resident 1,phone,resident 2,resident 2 status,cid,protocol,proof,make,model,serial,sim,network,paths,\
                contact 1,contact 1 phone,contact 1 type,contact 2,trigger 1,trigger 1 device id,trigger 2,trigger 2 room,keysafe,contact 1 email,former arc
                H1,"1, Rose Court",Leeds,LS1 1AA,North,=cmd,critical,oxygen; falls,digital,OpenNet,30/11/2026,\
                Ada Lock,+44 113 496 0000,Ben Lock,in hospital,70001,MQTT,password,Acme,Two,S1,89440000000000000091,O2,ip/mobile,\
                Cy Lock,07700 900001,relative,Dee Lock,pendant,00A1,smoke detector,Kitchen,Zebra 99,cy@example.net,Fern Valley
                H2,2 Rose Court,,LS1 1AB,,,,,analogue,,,Eve Moss,,,,,,,,,,,,,,,,,,,,,,,
                H3,3 Rose Court,,LS1 1AC,,,high,,converter,,,,,,,70003,SCAIP,none,,,,,,,,,,,0004,,,,,,
                """);
        assertThat(homes(importing.north).lines()).hasSize(3);
        assertThat(homes(importing.north)).containsOnlyOnce("FORMER_CENTRE=Fern Valley");
        Map<String, String> files = export();
        assertThat(files)
                .containsKeys("README.md", "homes.csv", "tables/home.csv", "tables/signal.csv", "tables/audit.csv");
        assertThat(files.get("README.md"))
                .contains("`resident_2_name`", "## tables/home_unit.csv", "refers to `home.id`");
        assertThat(String.join("\n", files.values()))
                .contains("Ada Lock", "'=cmd", "cy@example.net")
                .doesNotContain("Zebra", "secret_hmac", "password_hash", "token_hash", "key_safe_enc");
        String north = homes(importing.north);
        // The same unit cannot be on file twice: it has gone from here when it comes there.
        importing.test.execute("update home_unit set cid = '9' || cid, certificate_name = null");
        EstateImport there = importing.run(importing.south, String.valueOf(files.get("homes.csv")));
        assertThat(importing.told(there)).isEmpty();
        assertThat(there.counts().added()).isGreaterThanOrEqualTo(3);
        assertThat(homes(importing.south)).isEqualTo(north.replace(", KEY_SAFE=Zebra 99", ""));
    }

    @Test
    void a_unit_never_heard_is_a_ghost_after_the_service_s_days_and_who_is_not_on_file_a_stranger() throws Exception {
        importing.run(importing.north, """
                home id,line 1,postcode,cid,protocol,proof
                G1,1 Ghost Lane,LS2,71001,SCAIP,none
                G2,2 Ghost Lane,LS2,71002,SCAIP,none
                """);
        Ghosts ghosts = new Ghosts(importing.database, importing.now::get);
        Strangers strangers = new Strangers(importing.database, importing.now::get);
        signal("71002", "(select id from home_unit where cid = '71002')", "0 days");
        signal("79999", "null", "2 days");
        signal("79999", "null", "1 day");
        signal("79998", "null", "31 days");
        assertThat(Importing.await(ghosts.list(importing.north, 50, null)).items())
                .isEmpty();
        importing.now.updateAndGet(at -> at.plus(Duration.ofDays(8)));
        Page<Ghosts.Ghost> found = Importing.await(ghosts.list(importing.north, 50, null));
        assertThat(found.items())
                .extracting(Ghosts.Ghost::cid)
                .contains("71001")
                .doesNotContain("71002");
        assertThat(Importing.await(ghosts.count(importing.north)))
                .isEqualTo(found.items().size());
        importing.test.execute("insert into scheme (id, service_id, name, created_at) select gen_random_uuid(), id,"
                + " 'Elm Court', now() from service where id = '" + importing.north.serviceId() + "'");
        importing.test.execute("insert into home_unit (id, service_id, scheme_id, cid, protocol, authentication,"
                + " created_at) select gen_random_uuid(), service_id, id, '71003', 'SCAIP', 'NONE', '2026-01-01Z'"
                + " from scheme where name = 'Elm Court'");
        importing.test.execute("insert into scheme_point select gen_random_uuid(), e.service_id, e.id, '1', 'DWELLING',"
                + " 'Flat 1', h.id from scheme e join home h on h.external_id = 'G1' where e.name = 'Elm Court'");
        assertThat(Importing.await(ghosts.list(importing.north, 50, null)).items())
                .filteredOn(ghost -> ghost.cid().equals("71003"))
                .singleElement()
                .satisfies(ghost -> assertThat(ghost.place() + " " + ghost.dwellings() + " " + ghost.homeId())
                        .isEqualTo("Elm Court 1 null"));
        Importing.await(ghosts.setDays(importing.north, 30));
        assertThat(Importing.await(ghosts.count(importing.north)))
                .as("only what is on file for so long")
                .isEqualTo(1);
        assertThat(Importing.await(ghosts.count(importing.south))).isZero();
        List<Strangers.Stranger> unknown = Importing.await(strangers.list(importing.north));
        assertThat(unknown).hasSize(1);
        assertThat(unknown.get(0).cid() + " " + unknown.get(0).signals()).isEqualTo("79999 2");
        assertThat(Importing.await(strangers.list(importing.south))).isEmpty();
    }

    /** This test's own. */
    private static String homes(Scope scope) throws Exception {
        return importing
                .estate(scope)
                .lines()
                .filter(home -> home.contains("HOME_ID=H"))
                .collect(Collectors.joining("\n"));
    }

    private static void signal(String cid, String unit, String before) {
        importing.test.execute(
                "insert into signal (id, service_id, unit_id, cid, ref, protocol, kind, body_hash, received_at,"
                        + " recorded_at, remote_address, gateway_id, doubts, body, raw) select gen_random_uuid(), '"
                        + importing.north.serviceId() + "', " + unit + ", '" + cid
                        + "', 'r', 'SCAIP', 'ALARM', '', t, t, '192.0.2.1', 'g',"
                        + " '{}', '{}', '' from (select timestamptz '" + importing.now.get() + "' - interval '" + before
                        + "' as t) x");
    }

    private static Map<String, String> export() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Importing.await(new EstateExport(importing.vertx, importing.database, Importing.KEYRING, importing.now::get)
                .write(importing.north, out, null));
        return unzipped(out.toByteArray());
    }

    private static Map<String, String> unzipped(byte[] zip) throws IOException {
        Map<String, String> files = new HashMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                files.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
