package org.tocsin.response;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.Town;
import org.tocsin.home.CardHead;
import org.tocsin.home.Home;
import org.tocsin.home.HomeDesk;
import org.tocsin.response.ContactDesk.Wording;

/** Contacts and what is read first on a card are kept current by whoever hears it on the telephone. */
class ContactDeskTest {
    static Town town;
    MillLane lane;
    ContactDesk desk;
    ContactTimes times;
    ResponseStore store;
    CardHead head;
    UUID ned;
    Scope stranger;

    @BeforeAll
    static void open() {
        town = new Town();
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void pressed() {
        lane = new MillLane(town);
        desk = new ContactDesk(town.database, town.clock, town.wakeup);
        times = new ContactTimes(town.database, town.clock);
        store = new ResponseStore(town.database);
        head = new CardHead(town.database, town.clock, town.wakeup);
        ned = town.contact(lane.olga, lane.home, 2, "Ned Neighbour");
        stranger = town.person(town.service("far-" + lane.number), "far" + lane.number, "Far", "OPERATOR");
    }

    @Test
    void a_correction_is_asked_now_and_the_earlier_wording_is_kept() {
        await(times.confirm(lane.olga, lane.home, ned, null));
        town.pass(Duration.ofDays(3));
        Wording wanted = new Wording(
                "Ned Norris", "07700 900999", "next door", Contact.Kind.RELATIVE, "n@example.org", Contact.Language.CY);
        assertThat(await(desk.correct(lane.olga, lane.home, ned, wanted, null))).isTrue();
        Contact now = contact("Ned Norris");
        assertThat(now.kind()).isEqualTo(Contact.Kind.RELATIVE);
        assertThat(now.reach().telephone()).isEqualTo("07700 900999");
        assertThat(now.reach().email()).isEqualTo("n@example.org");
        assertThat(now.reach().language()).isEqualTo(Contact.Language.CY);
        assertThat(asked(now)).isEqualTo(town.clock.instant());
        assertThat(one("select was->>'name' from card_was where contact_id = '" + ned + "'"))
                .isEqualTo("Ned Neighbour");
        assertThat(audited("change-contact")).isEqualTo("1");
    }

    @Test
    void what_an_import_words_anew_nobody_has_asked_about() {
        await(times.confirm(lane.olga, lane.home, ned, null));
        town.sql("update contact set relation = 'friend' where id = '%s'", ned);
        assertThat(await(times.of(lane.olga, List.of(contact("Ned Neighbour")), today()))
                        .confirmed())
                .containsKey(ned);
        town.sql("update contact set telephone = '1' where id = '%s'", ned);
        assertThat(await(times.of(lane.olga, List.of(contact("Ned Neighbour")), today()))
                        .confirmed())
                .isEmpty();
    }

    @Test
    void up_down_and_to_a_place() {
        UUID zoe = Objects.requireNonNull(await(times.add(
                lane.olga, lane.home, new ContactTimes.NewContact("Zoe", null, Contact.Kind.RELATIVE, null), null)));
        assertThat(names()).containsExactly("Dora Daughter", "Ned Neighbour", "Zoe", "Rita Responder");
        assertThat(await(desk.step(lane.olga, lane.home, ned, true, null))).isTrue();
        assertThat(names()).startsWith("Ned Neighbour", "Dora Daughter", "Zoe");
        await(desk.step(lane.olga, lane.home, ned, true, null));
        await(desk.step(lane.olga, lane.home, lane.daughter, false, null));
        assertThat(names()).startsWith("Ned Neighbour", "Zoe", "Dora Daughter");
        await(desk.move(lane.olga, lane.home, lane.daughter, 1, null));
        await(desk.move(lane.olga, lane.home, ned, 99, null));
        assertThat(names()).startsWith("Dora Daughter", "Zoe", "Ned Neighbour");
        assertThat(await(desk.move(lane.olga, lane.home, lane.responder, 1, null)))
                .as("the service's responders are no home's")
                .isFalse();
        assertThat(zoe).isNotNull();
    }

    @Test
    void whoever_is_retired_is_asked_no_more_is_still_named_and_can_be_brought_back() {
        lane.callOut(lane.daughter);
        assertThat(await(desk.retire(lane.olga, lane.home, lane.daughter, null)))
                .isTrue();
        assertThat(names())
                .as("there while they are awaited, so that what they say can be written down")
                .containsExactly("Dora Daughter", "Ned Neighbour", "Rita Responder");
        await(lane.callouts.decline(lane.dora, lane.onlyCallout().id(), "I moved away"));
        assertThat(names()).containsExactly("Ned Neighbour", "Rita Responder");
        assertThat(town.log(lane.olga, lane.alarm))
                .contains("DECLINED Dora Daughter declined: I moved away")
                .endsWith("CALLED_OUT Called out Ned Neighbour");
        assertThat(await(lane.desk.callOut(lane.olga, lane.alarm, lane.daughter)))
                .isInstanceOf(ActResult.Invalid.class);
        assertThat(await(lane.callouts.ofAlarm(lane.olga, lane.alarm)))
                .extracting(one -> one.contact().name())
                .contains("Dora Daughter");
        assertThat(await(desk.retired(lane.olga, lane.home))).singleElement().satisfies(one -> {
            assertThat(one.contact().name()).isEqualTo("Dora Daughter");
            assertThat(one.by()).isEqualTo(lane.olga.actor());
        });
        assertThat(await(desk.correct(
                        lane.olga, lane.home, lane.daughter, new Wording("X", null, null, null, null, null), null)))
                .isFalse();
        assertThat(await(desk.retire(lane.olga, lane.home, lane.daughter, null)))
                .isFalse();
        assertThat(await(desk.restore(lane.olga, lane.home, lane.daughter, null)))
                .isTrue();
        assertThat(names()).containsExactly("Ned Neighbour", "Dora Daughter", "Rita Responder");
        assertThat(audited("retire-contact")).isEqualTo("1");
    }

    @Test
    void who_lives_there_is_corrected_and_asked_after() {
        UUID ada = UUID.fromString(one("select service_user_id from resident where home_id = '" + lane.home + "'"));
        assertThat(await(head.ofHome(lane.olga, lane.home))).isEqualTo(CardHead.Asked.NOTHING);
        assertThat(await(head.confirm(lane.olga, lane.home, ada, null))).isTrue();
        assertThat(await(head.confirmRisks(lane.olga, lane.home, null))).isTrue();
        CardHead.Confirmed by = new CardHead.Confirmed(town.clock.instant(), lane.olga.actor());
        assertThat(await(head.ofHome(lane.olga, lane.home)).risks()).isEqualTo(by);
        assertThat(await(head.ofHome(lane.olga, lane.home)).people()).containsEntry(ada, by);
        assertThat(await(head.ofHome(lane.olga, lane.home)).statuses()).containsEntry(ada, by);
        town.pass(Duration.ofHours(1));
        assertThat(await(head.correct(lane.olga, lane.home, ada, "Ada Lovelace", "0113 496 0001", "Hears badly", null)))
                .isTrue();
        assertThat(Objects.requireNonNull(await(head.ofHome(lane.olga, lane.home))
                                .people()
                                .get(ada))
                        .at())
                .isEqualTo(town.clock.instant());
        assertThat(one("select was->>'name' from card_was where service_user_id = '" + ada + "'"))
                .isEqualTo("Ada Byron");
        // Worded anew by somebody who did not ask.
        town.sql("update service_user set notes = 'From a file' where id = '%s'", ada);
        town.sql("update home set risks = 'Dog' where id = '%s'", lane.home);
        assertThat(await(head.ofHome(lane.olga, lane.home)).people()).isEmpty();
        assertThat(await(head.ofHome(lane.olga, lane.home)).risks()).isNull();
        await(new HomeDesk(town.database, town.clock)
                .readdress(
                        lane.olga, lane.home, new Home.Address("7 Mill Lane", null, null, "LS1"), "Large dog", null));
        assertThat(await(head.ofHome(lane.olga, lane.home)).risks()).isNotNull();
    }

    @Test
    void another_service_changes_nothing() {
        assertThat(await(desk.retire(stranger, lane.home, ned, null))).isFalse();
        assertThat(await(desk.step(stranger, lane.home, ned, true, null))).isFalse();
        assertThat(await(desk.correct(stranger, lane.home, ned, new Wording("X", null, null, null, null, null), null)))
                .isFalse();
        await(desk.retire(lane.olga, lane.home, ned, null));
        assertThat(await(desk.restore(stranger, lane.home, ned, null))).isFalse();
        assertThat(await(desk.retired(stranger, lane.home))).isEmpty();
        assertThat(await(head.confirmRisks(stranger, lane.home, null))).isFalse();
        assertThat(await(head.ofHome(stranger, lane.home))).isEqualTo(CardHead.Asked.NOTHING);
    }

    private List<String> names() {
        return await(store.contacts(lane.olga, lane.home)).stream()
                .map(Contact::name)
                .toList();
    }

    private Contact contact(String name) {
        return await(store.contacts(lane.olga, lane.home)).stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Instant asked(Contact contact) {
        return Objects.requireNonNull(await(times.of(lane.olga, List.of(contact), today()))
                        .confirmed()
                        .get(contact.id()))
                .at();
    }

    private static LocalDate today() {
        return LocalDate.ofInstant(town.clock.instant(), ZoneOffset.UTC);
    }

    private static String one(String sql) {
        return String.valueOf(await(town.database.pool().query(sql).execute())
                .iterator()
                .next()
                .getValue(0));
    }

    private String audited(String action) {
        return one("select count(*) from audit where action = '" + action + "' and subject = 'home:" + lane.home + "'");
    }
}
