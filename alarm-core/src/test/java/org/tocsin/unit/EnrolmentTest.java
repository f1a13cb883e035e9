package org.tocsin.unit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Operator;
import org.tocsin.access.OperatorStore;
import org.tocsin.access.Passwords;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.home.Home;
import org.tocsin.home.HomeStore;
import org.tocsin.home.ServiceUser;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.platform.TestDatabase;
import org.tocsin.service.ServiceStore;
import org.tocsin.signal.Protocol;
import org.tocsin.unit.Credential.Authentication;
import org.tocsin.unit.UnitDirectory.OnFile;

class EnrolmentTest {
    static final Keyring KEYRING = Keyring.fromHex("0f".repeat(32));
    static final Instant NOW = Instant.parse("2026-11-21T22:00:00Z");

    static Vertx vertx;
    static Database database;
    static HomeStore homes;
    static UnitStore units;
    static AuditTrail audit;
    static Enrolment enrolment;
    static OperatorStore operators;
    static Scope north;
    static Scope south;

    @BeforeAll
    static void open() throws Exception {
        vertx = Vertx.vertx();
        database = Database.open(vertx, TestDatabase.create().url(), 4);
        InstantSource clock = InstantSource.fixed(NOW);
        audit = new AuditTrail(database, clock);
        homes = new HomeStore(database, KEYRING, audit, clock);
        units = new UnitStore(database, clock);
        enrolment = new Enrolment(database, KEYRING, units, homes, audit);
        operators = new OperatorStore(database, new Passwords(vertx), clock);
        ServiceStore services = new ServiceStore(database, clock);
        north = Scope.platform(
                await(services.ensure("north", "North", List.of())).id());
        south = Scope.platform(
                await(services.ensure("south", "South", List.of())).id());
    }

    @AfterAll
    static void close() throws Exception {
        await(vertx.close());
    }

    @Test
    void unit_home_person_and_contacts_are_on_file_together() throws Exception {
        Enrolment.Enrolled enrolled = enrol("1001", Protocol.MQTT, Authentication.PASSWORD);
        UUID homeId = homeOf(enrolled);
        assertThat(await(units.find(north, "1001"))).contains(enrolled.unit());
        HomeStore.Card card = await(homes.card(north, homeId)).orElseThrow();
        assertThat(card.home().address().words()).isEqualTo("12 Rose Court, Leeds, LS1 4AB");
        assertThat(card.home().access()).isEqualTo(new Home.Access(true, true));
        assertThat(card.residents()).extracting(ServiceUser::name).containsExactly("Edith Shah");
        assertThat(rows("select name, position from contact where home_id = $1 order by position", homeId))
                .extracting(row -> row.getString(0) + row.getInteger(1))
                .containsExactly("Amir Shah1", "Warden2");
    }

    @Test
    void a_cid_on_file_changes_nothing_not_even_for_another_service() throws Exception {
        enrol("1002", Protocol.SCAIP, Authentication.NONE);
        long homesBefore = count("home");
        assertThat(await(enrolment.enrol(south, wanted("1002", Protocol.MQTT, Authentication.PASSWORD))))
                .isEqualTo(new Enrolment.AlreadyOnFile("1002"));
        assertThat(count("home")).isEqualTo(homesBefore);
        assertThat(await(units.find(south, "1002"))).isEmpty();
    }

    @Test
    void each_protocol_keeps_its_secret_in_the_way_it_needs() throws Exception {
        Enrolment.Enrolled mqtt = enrol("1003", Protocol.MQTT, Authentication.PASSWORD);
        Enrolment.Enrolled scaip = enrol("1004", Protocol.SCAIP, Authentication.PASSWORD);
        Enrolment.Enrolled open = enrol("1005", Protocol.SCAIP, Authentication.NONE);
        assertThat(secretOf(mqtt)).hasSize(40);
        assertThat(credential("1003").matchesPassword(secretOf(mqtt), KEYRING)).isTrue();
        assertThat(credential("1004").authentication()).isEqualTo(Authentication.DIGEST);
        assertThat(credential("1004").digestSecret(KEYRING)).isEqualTo(scaip.secret());
        assertThat(open.secret()).isNull();
        assertThat(credential("1005").authentication()).isEqualTo(Authentication.NONE);
        assertThatThrownBy(() -> wanted("1006", Protocol.MQTT, Authentication.DIGEST))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> wanted("12a", Protocol.MQTT, Authentication.NONE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void how_else_a_unit_proves_itself_is_on_file_with_it() throws Exception {
        AllowedAddresses line = AllowedAddresses.of(List.of("203.0.113.0/24", "2001:db8::1"));
        Enrolment.Enrolled open = enrol(scaip("1101", null), new NewUnit.Proof(Authentication.NONE, line, null));
        Enrolment.Enrolled named = enrol(
                scaip("1102", null),
                new NewUnit.Proof(Authentication.CERTIFICATE, AllowedAddresses.ANY, "Unit-7.maker.example"));

        assertThat(open.secret()).isNull();
        assertThat(credential("1101").addresses()).isEqualTo(line);
        assertThat(named.secret()).isNull();
        assertThat(credential("1102").authentication()).isEqualTo(Authentication.CERTIFICATE);
        assertThat(credential("1102").nameInCertificate("1102")).isEqualTo("unit-7.maker.example");
        enrol(scaip("1103", null), NewUnit.Proof.by(Authentication.CERTIFICATE));
        assertThat(credential("1103").nameInCertificate("1103")).isEqualTo("1103");
        OnFile found = await(new UnitDirectory(database).find("1101")).orElseThrow();
        assertThat(found.credential().addresses()).isEqualTo(line);
    }

    @Test
    void a_certificate_belongs_to_one_unit_of_the_whole_platform() throws Exception {
        NewUnit.Proof proof = new NewUnit.Proof(Authentication.CERTIFICATE, AllowedAddresses.ANY, "shared.example");
        enrol(scaip("1104", null), proof);
        long homesBefore = count("home");
        NewUnit.Proof again = new NewUnit.Proof(Authentication.CERTIFICATE, AllowedAddresses.ANY, "SHARED.example");
        assertThat(await(enrolment.enrol(south, wanted(scaip("1105", null), again))))
                .isEqualTo(new Enrolment.CertificateTaken("shared.example"));
        assertThat(count("home")).isEqualTo(homesBefore);
        assertThatThrownBy(() -> new NewUnit.Proof(Authentication.CERTIFICATE, AllowedAddresses.ANY, "1104"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_model_is_one_of_the_unit_s_own_service() throws Exception {
        NewUnit.ModelName bell = new NewUnit.ModelName("Bell", "One");
        UnitModelStore models = new UnitModelStore(database, audit, InstantSource.fixed(NOW));
        UnitModel model = await(models.save(north, "Bell", "One", UnitModel.UNKNOWN.habits()));
        enrol(scaip("1106", bell), NewUnit.Proof.by(Authentication.NONE));
        OnFile found = await(new UnitDirectory(database).find("1106")).orElseThrow();
        assertThat(found.model()).isEqualTo(model);
        NewUnit stranger = wanted(scaip("1107", bell), NewUnit.Proof.by(Authentication.NONE));
        assertThat(await(enrolment.enrol(south, stranger))).isEqualTo(new Enrolment.UnknownModel(bell));
        assertThat(await(units.find(south, "1107"))).isEmpty();
    }

    @Test
    void another_service_does_not_see_the_home() throws Exception {
        Enrolment.Enrolled enrolled = enrol("1007", Protocol.MQTT, Authentication.PASSWORD);
        assertThat(await(homes.card(south, homeOf(enrolled)))).isEmpty();
        assertThat(await(units.ofHome(south, homeOf(enrolled)))).isEmpty();
        assertThat(await(units.setStatus(south, enrolled.unit().id(), HomeUnit.Status.SUSPENDED)))
                .isFalse();
    }

    @Test
    void how_to_get_in_is_sealed_and_shown_only_for_an_open_alarm_with_every_view_written_down() throws Exception {
        UUID homeId = homeOf(enrol("1008", Protocol.MQTT, Authentication.PASSWORD));
        UUID alarmId = alarm(homeId, "TAKEN");
        Operator alice = await(operators.ensure(north.serviceId(), "alice", "Alice", Role.OPERATOR, "a long password"));
        Operator rose = await(operators.ensure(north.serviceId(), "rose", "Rose", Role.RESPONDER, "a long password"));
        Operator mallory =
                await(operators.ensure(south.serviceId(), "mallory", "Mallory", Role.ADMIN, "a long password"));

        assertThat(await(homes.access(alice.scope(), alarmId, "127.0.0.1")))
                .extracting(shown -> ((HomeStore.AccessResult.Shown) shown).secrets())
                .isEqualTo(new HomeStore.Secrets("4711", "Side door sticks"));
        assertThat(await(homes.access(rose.scope(), alarmId, null)))
                .isInstanceOf(HomeStore.AccessResult.NotAllowed.class);
        assertThat(await(homes.access(north, alarmId, null))).isInstanceOf(HomeStore.AccessResult.NotAllowed.class);
        assertThat(await(homes.access(mallory.scope(), alarmId, null)))
                .isEqualTo(new HomeStore.AccessResult.NotFound());
        assertThat(await(homes.access(alice.scope(), alarm(homeId, "CLOSED"), null)))
                .isInstanceOf(HomeStore.AccessResult.NotAllowed.class);

        assertThat(rows("select actor, address from audit where subject = $1", "home:" + homeId))
                .extracting(row -> row.getString(0) + " " + row.getString(1))
                .containsExactly("operator:alice 127.0.0.1");
        assertThat(rows("select kind from alarm_entry where alarm_id = $1", alarmId))
                .extracting(row -> row.getString(0))
                .containsExactly("VIEWED_SECRET");
        byte[] sealed = rows("select key_safe_enc from home where id = $1", homeId)
                .get(0)
                .getBuffer(0)
                .getBytes();
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("4711");
    }

    private static Enrolment.Enrolled enrol(String cid, Protocol protocol, Authentication authentication)
            throws Exception {
        return (Enrolment.Enrolled) await(enrolment.enrol(north, wanted(cid, protocol, authentication)));
    }

    private static Enrolment.Enrolled enrol(NewUnit.Equipment unit, NewUnit.Proof proof) throws Exception {
        return (Enrolment.Enrolled) await(enrolment.enrol(north, wanted(unit, proof)));
    }

    private static NewUnit.Equipment scaip(String cid, NewUnit.@Nullable ModelName model) {
        return new NewUnit.Equipment(cid, Protocol.SCAIP, model);
    }

    private static NewUnit wanted(String cid, Protocol protocol, Authentication authentication) {
        return wanted(new NewUnit.Equipment(cid, protocol, null), NewUnit.Proof.by(authentication));
    }

    private static NewUnit wanted(NewUnit.Equipment unit, NewUnit.Proof proof) {
        return new NewUnit(
                unit,
                proof,
                new NewUnit.NewHome(
                        new Home.Address("12 Rose Court", null, "Leeds", "LS1 4AB"),
                        "Dog",
                        new HomeStore.Secrets("4711", "Side door sticks")),
                new NewUnit.NewPerson("Edith Shah", "+441134960000", null),
                List.of(
                        new NewUnit.NewContact("Amir Shah", "+447700900001", "RELATIVE", "son"),
                        new NewUnit.NewContact("Warden", null, "KEYHOLDER", null)));
    }

    private static UUID alarm(UUID homeId, String state) throws Exception {
        UUID id = Ids.next();
        await(database.pool()
                .preparedQuery("""
                        insert into alarm (id, service_id, reference, home_id, cid, join_key, joining_class, kind,
                          priority, state, flags, trigger_words, signal_count, raised_at, pressed_at, sounding)
                        values ($1, $2, 'ABCDEF', $3, '1008', $4, 'LIFE', 'ALARM', 1, $5, '{}', 'Pendant', 1, $6, $6,
                          false)""")
                .execute(Tuple.of(id, north.serviceId(), homeId, id.toString(), state, NOW.atOffset(ZoneOffset.UTC))));
        return id;
    }

    private static Credential credential(String cid) throws Exception {
        Row row = rows(
                        "select authentication, secret_hmac, secret_enc, secret_key_id, allowed_addresses,"
                                + " certificate_name from home_unit where cid = $1",
                        cid)
                .get(0);
        return new Credential(
                Authentication.valueOf(row.getString(0)),
                row.getBuffer(1) == null ? null : row.getBuffer(1).getBytes(),
                row.getBuffer(2) == null ? null : row.getBuffer(2).getBytes(),
                row.getString(3),
                AllowedAddresses.of(List.of(row.getArrayOfStrings(4))),
                row.getString(5));
    }

    private static String secretOf(Enrolment.Enrolled enrolled) {
        String secret = enrolled.secret();
        assertThat(secret).isNotNull();
        return secret;
    }

    private static UUID homeOf(Enrolment.Enrolled enrolled) {
        UUID homeId = enrolled.unit().homeId();
        assertThat(homeId).isNotNull();
        return homeId;
    }

    private static long count(String table) throws Exception {
        return await(database.pool().query("select count(*) from " + table).execute())
                .iterator()
                .next()
                .getLong(0);
    }

    private static List<Row> rows(String sql, Object parameter) throws Exception {
        return await(database.pool().preparedQuery(sql).execute(Tuple.of(parameter))).stream()
                .toList();
    }

    private static <T> T await(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    }
}
