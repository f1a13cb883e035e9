package org.tocsin.photo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.home.SubjectAccess;
import org.tocsin.platform.Database;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.service.Retention;
import org.tocsin.service.RetentionKind;

/** Photos: none unless a manager says so, three of a visit, sealed, looked at on record, and kept no longer than asked. */
class PhotoDeskTest {
    static final Keyring KEYRING = Keyring.fromHex("0f".repeat(32));
    static final byte[] SENT = Snapshots.door("jpeg", 64, 48);
    static final Picture DOOR = Picture.of(SENT).orElseThrow();

    static Town town;
    static Database owner;
    static int count;
    PhotoDesk desk;
    PhotoStore photos;
    PhotoViewer viewer;
    Darkroom darkroom;
    UUID service;
    UUID home;
    UUID person;
    Scope mary;
    Scope rita;
    UUID alarm;
    UUID callout;

    @BeforeAll
    static void open() {
        town = new Town();
        owner = Database.open(town.vertx, town.test.ownerUrl(), 2);
    }

    @AfterAll
    static void close() {
        await(owner.close());
        town.close();
    }

    @BeforeEach
    void people() {
        desk = new PhotoDesk(town.database, town.clock, town.wakeup);
        photos = new PhotoStore(town.database);
        darkroom = new Darkroom(town.vertx, KEYRING);
        viewer = new PhotoViewer(town.database, darkroom, town.clock);
        count++;
        service = town.service("photo-" + count);
        mary = town.person(service, "mary" + count, "Mary Manager", "MANAGER");
        rita = town.person(service, "rita" + count, "Rita Road", "RESPONDER");
        home = town.home(service, "7 Mill Lane");
        person = town.resident(service, home, "Ada Byron", "ACTIVE", Town.MORNING.minus(Duration.ofDays(900)));
        alarm = town.alarm(service, home);
        callout = callout(alarm, rita, true);
    }

    @Test
    void none_unless_a_manager_says_so_and_only_of_whoever_was_there() {
        assertThat(send(rita, callout)).contains("This service takes no photos.");
        allow();
        assertThat(audited("allow-photos")).isEqualTo("1");
        Scope sam = town.person(service, "sam" + count, "Sam South", "RESPONDER");
        assertThat(send(sam, callout)).contains("This call-out is not yours.");
        UUID away = callout(town.alarm(service, town.home(service, "8 Mill Lane")), rita, false);
        assertThat(send(rita, away)).contains("Say first that you have arrived.");
        assertThat(send(rita, callout)).isEmpty();
        await(new PhotoSettings(town.database, town.clock).change(mary, false, null));
        assertThat(send(rita, callout)).contains("This service takes no photos.");
        assertThat(await(photos.ofAlarm(mary, alarm))).hasSize(1);
    }

    @Test
    void sent_twice_it_is_one_and_three_are_enough() {
        allow();
        PhotoDesk.Sent first = sent(callout);
        assertThat(take(rita, first)).isEmpty();
        assertThat(take(rita, first)).isEmpty();
        assertThat(send(rita, callout)).isEmpty();
        PhotoDesk.Sent third = sent(callout);
        assertThat(take(rita, third)).isEmpty();
        assertThat(take(rita, third)).as("the third once more").isEmpty();
        assertThat(send(rita, callout)).contains("At most 3 photos of one visit are kept.");
        assertThat(await(photos.ofAlarm(mary, alarm))).hasSize(3);
        assertThat(town.log(mary, alarm))
                .filteredOn(line -> line.startsWith("PHOTO"))
                .containsExactly(
                        "PHOTO Rita Road sent a photo from the home, 1 of at most 3",
                        "PHOTO Rita Road sent a photo from the home, 2 of at most 3",
                        "PHOTO Rita Road sent a photo from the home, 3 of at most 3");
    }

    @Test
    void it_is_sealed_under_its_own_id_and_whoever_looks_is_on_record() {
        allow();
        assertThat(send(rita, callout)).isEmpty();
        Photo photo = await(photos.ofAlarm(mary, alarm)).get(0);
        byte[] stored = await(town.database
                        .pool()
                        .query("select sealed from photo where id = '" + photo.id() + "'")
                        .execute())
                .iterator()
                .next()
                .getBuffer(0)
                .getBytes();
        assertThat(stored).isNotEqualTo(DOOR.jpeg()).hasSizeGreaterThan(DOOR.jpeg().length);
        assertThat(await(viewer.look(mary, photo, "192.0.2.7")).orElseThrow().getBytes())
                .isEqualTo(DOOR.jpeg());
        assertThat(text("select actor || ' ' || address from audit where action = 'view-photo' and subject = 'photo:"
                        + photo.id() + "'"))
                .endsWith(" 192.0.2.7");

        Scope stranger = town.person(town.service("other-" + count), "mallory" + count, "Mallory", "MANAGER");
        assertThat(await(photos.find(stranger, photo.id()))).isEmpty();
        assertThat(await(photos.ofAlarm(stranger, alarm))).isEmpty();
        assertThat(await(viewer.look(stranger, photo, null))).isEmpty();
        assertThat(await(viewer.pictures(stranger, List.of(photo.id()), 1_000_000)))
                .isEmpty();
        assertThat(send(stranger, callout)).contains("This service takes no photos.");
    }

    @Test
    void of_a_door_nobody_opened_it_comes_after_the_word_of_it() {
        allow();
        Scope ian = town.person(service, "ian" + count, "Ian Fit", "INSTALLER");
        UUID visit = visit("OPEN", ian);
        PhotoDesk.Sent sent = new PhotoDesk.Sent(Ids.next(), visit, true, town.clock.instant());
        assertThat(take(ian, sent)).contains("A photo is of a door nobody opened: say so first.");
        town.sql("update visit set state = 'NO_ACCESS', ended_at = '%s' where id = '%s'", town.clock.instant(), visit);
        assertThat(take(rita, sent)).contains("This visit is not yours.");
        assertThat(take(ian, sent)).isEmpty();
        assertThat(await(photos.ofVisit(mary, visit))).hasSize(1);
    }

    @Test
    void first_it_is_handed_out_then_it_goes_with_the_notes_and_what_is_held_stays() {
        allow();
        assertThat(send(rita, callout)).isEmpty();
        Scope ian = town.person(service, "ian" + count, "Ian Fit", "INSTALLER");
        UUID visit = visit("NO_ACCESS", ian);
        assertThat(take(ian, new PhotoDesk.Sent(Ids.next(), visit, true, town.clock.instant())))
                .isEmpty();
        UUID held = town.alarm(service, town.home(service, "9 Mill Lane"));
        UUID there = callout(held, rita, true);
        assertThat(send(rita, there)).isEmpty();
        town.sql("update alarm set legal_hold = true where id = '%s'", held);
        await(viewer.look(mary, await(photos.ofAlarm(mary, alarm)).get(0), null));

        SubjectAccess.Copy copy = await(new SubjectAccess(town.database, town.clock).copy(mary, person, null))
                .orElseThrow();
        assertThat(copy.parts().get("photos")).hasSize(2);
        assertThat(String.valueOf(copy.parts().get("whoLooked"))).contains("view-photo", "send-photo");
        List<UUID> ids = Objects.requireNonNull(copy.parts().get("photos")).stream()
                .map(row -> UUID.fromString(row.getString("id")))
                .toList();
        assertThat(await(viewer.pictures(mary, ids, 1_000_000))).hasSize(2);
        assertThat(await(viewer.pictures(mary, ids, DOOR.jpeg().length)))
                .as("no more than fits")
                .hasSize(1);

        town.sql(
                "update alarm set state = 'CLOSED', sounding = false, closed_at = '%s' where service_id = '%s'",
                town.clock.instant(), service);
        town.pass(Duration.ofDays(400));
        Retention retention = new Retention(owner, town.clock);
        await(retention.set(mary, new Retention.Rule(RetentionKind.ALARM_NOTE, 365)));
        await(retention.set(mary, new Retention.Rule(RetentionKind.VISIT_NOTE, 365)));
        assertThat(await(retention.due(mary))).extracting(Retention.Due::id).contains(alarm, visit);
        await(retention.apply(mary));
        assertThat(await(retention.due(mary))).isEmpty();
        Photo gone = await(photos.ofAlarm(mary, alarm)).get(0);
        assertThat(gone.removed()).isTrue();
        assertThat(await(viewer.look(mary, gone, null))).isEmpty();
        assertThat(await(photos.ofVisit(mary, visit)).get(0).removed()).isTrue();
        Photo kept = await(photos.ofAlarm(mary, held)).get(0);
        assertThat(await(viewer.look(mary, kept, null))).isPresent();
    }

    private void allow() {
        await(new PhotoSettings(town.database, town.clock).change(mary, true, null));
    }

    private Optional<String> send(Scope who, UUID callout) {
        return take(who, sent(callout));
    }

    private static PhotoDesk.Sent sent(UUID callout) {
        return new PhotoDesk.Sent(Ids.next(), callout, false, town.clock.instant());
    }

    private Optional<String> take(Scope who, PhotoDesk.Sent sent) {
        Darkroom.Print print = await(darkroom.make(sent.id(), SENT)).orElseThrow();
        return await(desk.take(who, sent, print, null));
    }

    private UUID callout(UUID alarm, Scope who, boolean arrived) {
        UUID contact = town.contact(who, null, 1, "Rita Road");
        UUID id = Ids.next();
        town.sql(
                "insert into callout (id, service_id, alarm_id, contact_id, state, offered_at, accepted_at, arrived_at)"
                        + " values ('%s', '%s', '%s', '%s', '%s', '%6$s', '%6$s', %7$s)",
                id,
                service,
                alarm,
                contact,
                arrived ? "ARRIVED" : "EN_ROUTE",
                town.clock.instant(),
                arrived ? "'" + town.clock.instant() + "'" : "null");
        return id;
    }

    private UUID visit(String state, Scope who) {
        UUID id = Ids.next();
        town.sql(
                "insert into visit (id, service_id, home_id, kind, state, planned_on, created_at, created_by,"
                        + " installer_id, ended_at) values ('%s', '%s', '%s', 'INSTALL', '%s', '2026-11-21', '%5$s', 'x',"
                        + " '%6$s', %7$s)",
                id,
                service,
                home,
                state,
                town.clock.instant(),
                Objects.requireNonNull(who.operatorId()),
                state.equals("OPEN") ? "null" : "'" + town.clock.instant() + "'");
        return id;
    }

    private String audited(String action) {
        return String.valueOf(text("select count(*)::text from audit where action = '" + action
                + "' and subject = 'service:" + service + "'"));
    }

    private static @Nullable String text(String sql) {
        return await(owner.pool().query(sql).execute()).iterator().next().getString(0);
    }
}
