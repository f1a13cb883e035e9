package org.tocsin.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.signal.Estate.after;
import static org.tocsin.signal.Estate.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tocsin.access.Scope;
import org.tocsin.alarm.AlarmStore;
import org.tocsin.home.Residents.NewResident;
import org.tocsin.home.Residents.NewStatus;
import org.tocsin.home.ServiceUser.Status;
import org.tocsin.platform.Ids;
import org.tocsin.signal.Estate;

/** Who lives where and how they are: history, banners and reviews, and never a word about the sounding. */
class ResidentsTest {
    static Estate estate;
    static Residents residents;
    static Scope scope;
    static Scope elsewhere;

    private static volatile Instant now = after(86_400);

    @BeforeAll
    static void open() {
        estate = new Estate();
        UUID other = Ids.next();
        estate.sql(
                "insert into service (id, code, name, created_at) values ('%s', 'other', 'O', '2026-01-01Z')", other);
        residents = new Residents(estate.database, () -> now, estate.wakeup);
        scope = new Scope(estate.service, null, "operator:mary");
        elsewhere = Scope.platform(other);
    }

    @AfterAll
    static void close() {
        estate.close();
    }

    @ParameterizedTest
    @EnumSource(Status.class)
    @DisplayName("whatever is on file about the person, a press sounds, and sounds as urgently")
    void a_status_silences_nothing(Status status) {
        UUID home = estate.home("1 Test Street");
        String cid = estate.unit(home);
        UUID person = moveIn(home, "Edith Shah");
        estate.send(cid, "before", now, "dty", "0003", "stc", "0010");
        estate.sql("update alarm set sounding = true where cid = '%s'", cid);
        set(person, status, null, null);
        assertThat(estate.openAlarm(cid).getBoolean("sounding"))
                .as("an open alarm")
                .isTrue();
        estate.sql("update alarm set state = 'CLOSED', sounding = false, closed_at = now() where cid = '%s'", cid);
        estate.send(cid, "after", now.plusSeconds(60), "dty", "0003", "stc", "0010");
        assertThat(estate.openAlarm(cid).getBoolean("sounding")).isTrue();
        assertThat(estate.openAlarm(cid).getInteger("priority")).isEqualTo(1);
        assertThat(flags(cid)).isEqualTo(status == Status.ACTIVE ? List.of() : List.of(status.name()));
    }

    @Test
    @DisplayName("the newest line is what holds, and an open alarm is shown anew with it")
    void history() {
        UUID home = estate.home("2 Test Street");
        String cid = estate.unit(home);
        UUID person = moveIn(home, "Ada Lock");
        estate.send(cid, "r1", now, "dty", "0003", "stc", "0010");
        String shown = changed(cid);
        set(person, Status.IN_HOSPITAL, null, LocalDate.of(2026, 12, 1));
        assertThat(changed(cid)).isNotEqualTo(shown);
        assertThat(flags(cid)).containsExactly("IN_HOSPITAL");
        now = now.plusSeconds(60);
        set(person, Status.ACTIVE, null, null);
        assertThat(flags(cid)).isEmpty();
        assertThat(await(residents.history(scope, person)))
                .extracting(line -> line.status() + " " + line.recordedBy() + " " + line.reviewOn())
                .containsExactly("ACTIVE operator:mary null", "IN_HOSPITAL operator:mary 2026-12-01");
        assertThat(await(residents.history(elsewhere, person))).isEmpty();
        assertThat(await(residents.setStatus(elsewhere, person, status(Status.DECEASED, null, null), null)))
                .isEqualTo(new Residents.NotOnFile());
        assertThat(await(residents.setStatus(
                        scope,
                        person,
                        new NewStatus(Status.AWAY, now.plus(Duration.ofDays(1)), null, null, null),
                        null)))
                .isInstanceOf(Residents.Invalid.class);
        assertThat(await(residents.setStatus(scope, person, status(Status.AWAY, now, null), null)))
                .isInstanceOf(Residents.Invalid.class);
    }

    @Test
    @DisplayName("whoever was away until Friday is back on Friday, and somebody is told to ask")
    void an_end_by_itself() {
        UUID home = estate.home("3 Test Street");
        String cid = estate.unit(home);
        UUID person = moveIn(home, "Bea Lock");
        set(person, Status.AWAY, now.plus(Duration.ofDays(2)), null);
        assertThat(due()).isEmpty();
        now = now.plus(Duration.ofDays(2));
        assertThat(await(residents.ofHome(scope, home)).get(0).person().statusAt(now))
                .isEqualTo(Status.ACTIVE);
        estate.send(cid, "r1", now, "dty", "0003", "stc", "0010");
        assertThat(flags(cid)).isEmpty();
        assertThat(due()).containsExactly("Bea Lock AWAY");
        set(person, Status.ACTIVE, null, LocalDate.ofInstant(now, ZoneOffset.UTC));
        assertThat(due()).containsExactly("Bea Lock ACTIVE");
        set(person, Status.ACTIVE, null, null);
        assertThat(due()).isEmpty();
        assertThat(await(residents.reviewsDue(elsewhere, LocalDate.of(2099, 1, 1), 10)))
                .isEmpty();
    }

    @Test
    @DisplayName("two live there, one moves out: the banner is only the other's")
    void several_residents() {
        UUID home = estate.home("4 Test Street");
        String cid = estate.unit(home);
        UUID cy = moveIn(home, "Cy Lock");
        UUID dot = moveIn(home, "Dot Lock");
        set(cy, Status.DECEASED, null, null);
        set(dot, Status.RESPITE, null, null);
        estate.send(cid, "r1", now, "dty", "0003", "stc", "0010");
        assertThat(flags(cid)).containsExactly("DECEASED", "RESPITE");
        estate.sql("update alarm set state = 'CLOSED', sounding = false, closed_at = now() where cid = '%s'", cid);
        now = now.plusSeconds(3600);
        assertThat(await(residents.moveOut(elsewhere, home, cy, now, null))).isEqualTo(new Residents.NotOnFile());
        assertThat(await(residents.moveOut(scope, home, cy, now, null))).isEqualTo(new Residents.Done(cy));
        assertThat(await(residents.moveOut(scope, home, cy, now, null))).isEqualTo(new Residents.NotOnFile());
        estate.send(cid, "r2", now.plusSeconds(1), "dty", "0003", "stc", "0010");
        assertThat(flags(cid)).containsExactly("RESPITE");
        now = now.plusSeconds(60);
        assertThat(await(residents.ofHome(scope, home)))
                .extracting(stay -> stay.person().name() + " " + (stay.until() == null))
                .containsExactly("Dot Lock true", "Cy Lock false");
        assertThat(await(residents.ofHome(elsewhere, home))).isEmpty();
        assertThat(await(residents.moveIn(elsewhere, home, new NewResident("X", null, null, now), null)))
                .isEqualTo(new Residents.NotOnFile());
    }

    private static UUID moveIn(UUID home, String name) {
        NewResident resident = new NewResident(name, null, null, now.minusSeconds(60));
        return ((Residents.Done) await(residents.moveIn(scope, home, resident, null))).personId();
    }

    private static void set(UUID person, Status status, @Nullable Instant until, @Nullable LocalDate review) {
        assertThat(await(residents.setStatus(scope, person, status(status, until, review), null)))
                .isEqualTo(new Residents.Done(person));
    }

    private static NewStatus status(Status status, @Nullable Instant until, @Nullable LocalDate review) {
        return new NewStatus(status, now, until, review, "as the daughter said");
    }

    /** What the board shows beside the open alarm. */
    private static List<String> flags(String cid) {
        UUID alarm = estate.openAlarm(cid).getUUID("id");
        return List.copyOf(await(new AlarmStore(estate.database).find(scope, alarm))
                .orElseThrow()
                .homeFlags());
    }

    private static String changed(String cid) {
        return estate.row("select change_xid::text from alarm where cid = $1 and state <> 'CLOSED'", cid)
                .getString(0);
    }

    private static List<String> due() {
        return await(residents.reviewsDue(scope, LocalDate.ofInstant(now, ZoneOffset.UTC), 10)).stream()
                .map(review -> review.name() + " " + review.status())
                .toList();
    }
}
