package org.tocsin.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.tocsin.alarm.Town.await;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.tocsin.access.Scope;
import org.tocsin.alarm.ActResult;
import org.tocsin.alarm.AlarmDesk;
import org.tocsin.alarm.SpokenDesk;
import org.tocsin.alarm.Town;
import org.tocsin.platform.Ids;

/** The scripts an alarm keeps, their ticks, and what other services see of them: nothing. */
class AlarmScriptsTest {
    private static Town town;
    private static AlarmScripts scripts;
    private static ScriptDesk written;
    private static StepDesk steps;
    private static AlarmDesk desk;
    private static SpokenDesk spoken;

    private Scope olga;
    private Scope stranger;
    private UUID home;
    private UUID mrsByron;
    private UUID alarm;

    @BeforeAll
    static void open() {
        town = new Town();
        scripts = new AlarmScripts(town.database);
        written = new ScriptDesk(town.database, town.clock);
        steps = new StepDesk(town.database, town.clock, town.wakeup);
        desk = new AlarmDesk(town.database, town.clock, town.wakeup);
        spoken = new SpokenDesk(town.database, town.clock, town.wakeup);
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @BeforeEach
    void an_alarm_that_olga_has() {
        UUID service = town.service("s" + Ids.next().toString().substring(0, 13));
        UUID other = town.service("o" + Ids.next().toString().substring(0, 13));
        String name = Ids.next().toString();
        olga = town.person(service, "olga." + name, "Olga", "OPERATOR");
        stranger = town.person(other, "sam." + name, "Sam", "MANAGER");
        home = town.home(service, "1 Elm Road");
        mrsByron = town.resident(service, home, "Mrs Byron", "ACTIVE", Town.MORNING.minusSeconds(60));
        alarm = pressed();
    }

    @Test
    void an_alarm_goes_by_the_shipped_script_until_the_service_writes_one_and_keeps_what_it_began_with() {
        assertThat(of(alarm).get(0).version()).isEqualTo("as shipped");
        town.pass(Duration.ofMinutes(1));
        publish(null, Occasion.PENDANT, "Ours. {spoken to}\nEnd. {close}");
        assertThat(of(alarm).get(0).version()).isEqualTo("as shipped");
        town.pass(Duration.ofMinutes(1));
        UUID next = pressed();
        assertThat(of(next).get(0).version()).isEqualTo("of the service, version 1");
        town.pass(Duration.ofMinutes(1));
        publish(null, Occasion.PENDANT, "Newer. {close}");
        assertThat(of(next).get(0).script().steps().get(0).words()).isEqualTo("Ours.");
        // Not looked at before the next was published: it still goes by what was in use when it was raised.
        UUID unseen = pressed();
        town.pass(Duration.ofMinutes(1));
        publish(mrsByron, Occasion.PENDANT, "For her. {close}");
        assertThat(of(unseen).get(0).script().steps().get(0).words()).isEqualTo("Newer.");
        town.pass(Duration.ofMinutes(1));
        assertThat(of(pressed()).get(0).version()).isEqualTo("written for Mrs Byron, version 1");
        List<WrittenScript> all = await(written.list(olga));
        assertThat(all).hasSize(2);
        assertThat(all.get(0).versions())
                .extracting(WrittenScript.Version::words)
                .containsExactly("Newer. {close}", "Ours. {spoken to}\nEnd. {close}");
    }

    @Test
    void a_tick_is_a_line_of_the_log_once_and_by_whoever_has_the_alarm() {
        StepDesk.Place first = new StepDesk.Place(Occasion.PENDANT, 3);
        Scope pia = town.person(olga.serviceId(), "pia." + alarm, "Pia", "OPERATOR");
        assertThat(await(steps.done(pia, alarm, first))).isEqualTo(new ActResult.NotAllowed("Olga has this alarm."));
        done(steps.done(olga, alarm, first));
        done(steps.done(olga, alarm, first));
        done(steps.notPossible(olga, alarm, new StepDesk.Place(Occasion.PENDANT, 5), "no contacts"));
        assertThat(town.log(olga, alarm).stream().filter(line -> line.startsWith("STEP")))
                .hasSize(2)
                .anyMatch(line ->
                        line.startsWith("STEP_DONE Pendant, pull cord or call button, step 4 done: If anything"))
                .anyMatch(line -> line.endsWith("Because: no contacts"));
        Progress.Line line = of(alarm).get(0).lines().get(3);
        assertThat(line.by()).isEqualTo("Olga");
        assertThat(line.at()).isNotNull();
        assertThat(await(steps.done(olga, alarm, new StepDesk.Place(Occasion.SMOKE, 0))))
                .isInstanceOf(ActResult.Invalid.class);
        assertThat(await(steps.notPossible(olga, alarm, first, " "))).isInstanceOf(ActResult.Invalid.class);
    }

    @Test
    void nobody_answers_begins_the_script_for_it_and_a_word_ends_it() {
        done(spoken.nobodyAnswers(olga, alarm));
        List<AlarmScripts.OnAlarm> both = of(alarm);
        assertThat(both)
                .extracting(AlarmScripts.OnAlarm::occasion)
                .containsExactly(Occasion.NO_SPEECH, Occasion.PENDANT);
        assertThat(both.get(0).lines().get(0).state()).isEqualTo(Progress.State.NOW);
        done(spoken.spokenTo(olga, alarm, "Mrs Byron"));
        assertThat(of(alarm).get(0).lines().get(1).why()).isEqualTo("somebody at the home has been spoken to");
        // A new press asks again.
        town.pass(Duration.ofMinutes(2));
        town.press(alarm);
        assertThat(of(alarm).get(1).lines().get(0).state()).isEqualTo(Progress.State.NOW);
    }

    @Test
    void nothing_of_it_is_seen_or_done_by_another_service() {
        assertThat(await(scripts.of(stranger, alarm, town.clock.instant()))).isEmpty();
        assertThat(await(steps.done(stranger, alarm, new StepDesk.Place(Occasion.PENDANT, 0))))
                .isInstanceOf(ActResult.NotFound.class);
        assertThat(await(spoken.nobodyAnswers(stranger, alarm))).isInstanceOf(ActResult.NotFound.class);
        assertThat(await(spoken.allow(stranger, alarm, "because"))).isInstanceOf(ActResult.NotFound.class);
        publish(null, Occasion.FALL, "Ours. {close}");
        assertThat(await(written.list(stranger))).isEmpty();
        assertThat(await(written.find(stranger, mrsByron, null))).isEmpty();
        assertThat(await(written.publish(stranger, mrsByron, Occasion.FALL, "Theirs. {close}", null)))
                .isInstanceOf(ScriptDesk.Result.NotFound.class);
    }

    @Test
    void a_draft_is_nobodys_script_and_what_cannot_be_read_is_not_published() {
        await(written.save(olga, null, Occasion.FLOOD, "Half a"));
        WrittenScript flood = await(written.find(olga, null, Occasion.FLOOD)).orElseThrow();
        assertThat(flood.words()).isEqualTo("Half a");
        assertThat(flood.inUse()).isNull();
        assertThat(await(written.publish(olga, null, Occasion.FLOOD, "Go. {fly}", null)))
                .isEqualTo(new ScriptDesk.Result.Unfit(List.of("Line 1: nobody knows what {fly} does.")));
        publish(null, Occasion.FLOOD, "Ask. {close}");
        assertThat(await(written.find(olga, null, Occasion.FLOOD)).orElseThrow().draft())
                .isNull();
        await(written.withdraw(olga, null, Occasion.FLOOD, "the shipped one is better"));
        WrittenScript after = await(written.find(olga, null, Occasion.FLOOD)).orElseThrow();
        assertThat(after.inUse()).isNull();
        assertThat(after.versions()).hasSize(2);
    }

    private UUID pressed() {
        UUID id = town.alarm(olga.serviceId(), home);
        UUID signal = Ids.next();
        town.sql(
                "insert into signal (id, service_id, home_id, alarm_id, cid, ref, protocol, kind, body_hash, received_at,"
                        + " recorded_at, remote_address, gateway_id, doubts, body, raw) values ('%s', '%s', '%s', '%s', '1', '%s',"
                        + " 'SCAIP', 'ALARM', '\\x00', '%s', '%s', 'x', 'g', '{}', '{\"dty\":\"0003\",\"stc\":\"0010\"}', '\\x00')",
                signal, olga.serviceId(), home, id, signal, town.clock.instant(), town.clock.instant());
        town.sql(
                "insert into alarm_entry (alarm_id, service_id, at, kind, actor, words, signal_id)"
                        + " values ('%s', '%s', '%s', 'SIGNAL', 'home', 'Pendant', '%s')",
                id, olga.serviceId(), town.clock.instant(), signal);
        done(desk.take(olga, id));
        return id;
    }

    private List<AlarmScripts.OnAlarm> of(UUID id) {
        return await(scripts.of(olga, id, town.clock.instant()));
    }

    private void publish(@org.jspecify.annotations.Nullable UUID person, Occasion occasion, String words) {
        assertThat(await(written.publish(olga, person, occasion, words, "why")))
                .isEqualTo(new ScriptDesk.Result.Done());
    }

    private static void done(io.vertx.core.Future<ActResult> act) {
        assertThat(await(act)).isInstanceOf(ActResult.Done.class);
    }
}
