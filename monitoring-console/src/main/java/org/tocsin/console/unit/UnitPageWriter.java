package org.tocsin.console.unit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.alarm.AlarmRow;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.person.PersonCard;
import org.tocsin.console.person.PersonCards;
import org.tocsin.console.unit.UnitPageReader.Found;
import org.tocsin.platform.Page;
import org.tocsin.signal.Protocol;
import org.tocsin.signal.SignalStore;
import org.tocsin.unit.CommandOp;
import org.tocsin.unit.CommandRules;
import org.tocsin.unit.Credential.Authentication;
import org.tocsin.unit.HomeUnit;
import org.tocsin.unit.UndeliveredReply;
import org.tocsin.unit.UnitCommand;
import org.tocsin.unit.UnitConnection;
import org.tocsin.unit.UnitFile;
import org.tocsin.unit.UnitLine;
import org.tocsin.unit.UnitState;

/** From what the stores have to what is read. Pure but for the id of the next form. */
final class UnitPageWriter {
    private final Role reader;
    private final WallClock clock;
    private final Instant now;

    UnitPageWriter(Role reader, WallClock clock, Instant now) {
        this.reader = reader;
        this.clock = clock;
        this.now = now;
    }

    UnitPage page(Found found) {
        UnitFile file = found.file();
        PersonCard card = found.card().map(on -> PersonCards.of(on, clock, now)).orElse(PersonCard.UNKNOWN);
        String who = card.onFile()
                ? card.people().isEmpty() ? "Nobody lives there on file" : card.names()
                : "No home on file";
        return new UnitPage(
                new UnitPage.Head(
                        file.unit().cid(),
                        who,
                        card.onFile() ? card.addressLine() : null,
                        file.unit().status() == HomeUnit.Status.SUSPENDED),
                facts(file),
                found.open().stream().map(this::alarm).toList(),
                found.signals().stream().map(this::signal).toList(),
                commands(file.unit().protocol(), found.commands()));
    }

    private List<UnitPage.Fact> facts(UnitFile file) {
        List<UnitPage.Fact> facts = new ArrayList<>();
        UnitFile.Known known = file.known();
        facts.add(lastHeard(known.lastHeard()));
        facts.add(connection(file));
        if (known.state() != null) {
            facts.add(state(known.state()));
            UnitState.Report report = known.state().report();
            if (report != null) {
                facts.add(report(report));
            }
        }
        known.faults().forEach(fault -> facts.add(fault(fault)));
        if (known.undelivered() != null) {
            facts.add(undelivered(known.undelivered()));
        }
        if (known.registration() != null) {
            facts.add(registration(known.registration()));
        }
        facts.add(new UnitPage.Fact(
                "Make and model", file.make() == null ? "not on file" : file.make() + " " + file.model(), false));
        facts.add(new UnitPage.Fact("Protocol", file.unit().protocol().name(), false));
        facts.add(new UnitPage.Fact("Proves itself", proof(file.proof()), file.proof() == Authentication.NONE));
        return facts;
    }

    private UnitPage.Fact lastHeard(@Nullable Instant at) {
        return at == null
                ? new UnitPage.Fact("Last heard", "never: nothing proves that it works", true)
                : new UnitPage.Fact("Last heard", clock.full(at) + ", " + ago(at), false);
    }

    private UnitPage.Fact connection(UnitFile file) {
        UnitConnection connection = file.known().connection();
        if (connection == null) {
            boolean lasting = file.unit().protocol() == Protocol.MQTT;
            return new UnitPage.Fact(
                    "Connection",
                    lasting ? "not connected" : "none that lasts: it calls when it has something to say",
                    lasting);
        }
        if (connection.open()) {
            return new UnitPage.Fact(
                    "Connection",
                    "connected to gateway %s since %s, from %s"
                            .formatted(
                                    connection.gatewayId(), clock.full(connection.since()), connection.remoteAddress()),
                    false);
        }
        Instant until = connection.until();
        return new UnitPage.Fact(
                "Connection",
                until == null
                        ? "not connected: its gateway " + connection.gatewayId() + " gives no sign of life"
                        : "not connected since %s, last to gateway %s"
                                .formatted(clock.full(until), connection.gatewayId()),
                true);
    }

    private UnitPage.Fact state(UnitState state) {
        String words = state.word().name().toLowerCase(Locale.ROOT);
        return new UnitPage.Fact(
                "State", words + " since " + clock.full(state.since()), state.word() == UnitState.Word.LOST);
    }

    /** What it said of itself, as far as it did. */
    private UnitPage.Fact report(UnitState.Report report) {
        List<String> said = new ArrayList<>();
        if (report.firmware() != null) {
            said.add("firmware " + report.firmware());
        }
        if (report.settings() != null) {
            said.add("settings " + report.settings());
        }
        if (report.bearer() != null) {
            said.add("over " + report.bearer());
        }
        if (report.rssi() != null) {
            said.add(report.rssi() + " dBm");
        }
        if (report.mains() != null) {
            said.add(report.mains() ? "on mains" : "on battery");
        }
        if (report.battery() != null) {
            said.add("battery " + report.battery() + " %");
        }
        String words = said.isEmpty() ? "nothing of itself" : String.join(", ", said);
        return new UnitPage.Fact(
                "It says", words + ", " + clock.full(report.at()), Boolean.FALSE.equals(report.mains()));
    }

    private UnitPage.Fact fault(UnitFile.Fault fault) {
        String what = fault.kind().toLowerCase(Locale.ROOT).replace('_', ' ');
        String device = fault.device().isEmpty() ? "" : " of device " + fault.device();
        return new UnitPage.Fact("Fault", what + device + ", since " + clock.full(fault.since()), true);
    }

    private UnitPage.Fact undelivered(UndeliveredReply reply) {
        String status = reply.status() == null ? "" : " with " + reply.status();
        return new UnitPage.Fact(
                "Our replies",
                "%s not confirmed since %s, last %s: %s%s. What it sends is kept; it will repeat itself."
                        .formatted(
                                count(reply.times(), "reply", "replies"),
                                clock.full(reply.since()),
                                clock.full(reply.lastAt()),
                                reply.reason().words(),
                                status),
                true);
    }

    private UnitPage.Fact registration(UnitFile.Registration registration) {
        return new UnitPage.Fact(
                "Registered",
                "as %s until %s%s"
                        .formatted(
                                registration.uri(),
                                clock.full(registration.until()),
                                registration.proven() ? "" : ", unproven: replies go to their sender"),
                false);
    }

    private static String proof(Authentication proof) {
        return switch (proof) {
            case NONE -> "not at all: anybody who knows its number can speak for it";
            case DIGEST -> "with a password, as a SIP digest";
            default -> "with a " + proof.name().toLowerCase(Locale.ROOT);
        };
    }

    private UnitPage.AlarmLine alarm(AlarmRow row) {
        return new UnitPage.AlarmLine(
                row.alarm().id().toString(),
                row.alarm().reference(),
                row.alarm().trigger().words(),
                clock.full(row.alarm().progress().raisedAt()),
                row.alarm().trigger().kind().equals("TECHNICAL"));
    }

    private UnitPage.SignalLine signal(SignalStore.Row row) {
        String kind = row.kind().toLowerCase(Locale.ROOT);
        String what = row.repeats() == 0 ? kind : kind + ", repeated " + row.repeats() + " times";
        UUID alarm = row.alarmId();
        return new UnitPage.SignalLine(
                clock.full(row.receivedAt()), what, row.ref(), alarm == null ? null : alarm.toString());
    }

    /** What the unit was asked, and what the reader may ask it. */
    UnitPage.Commands commands(Protocol protocol, List<UnitCommand> asked) {
        String cannot = CommandRules.cannotBeAsked(protocol);
        List<UnitPage.Ask> asks = Arrays.stream(UnitPage.Ask.values())
                .filter(ask -> cannot == null
                        && CommandOp.named(ask.op()).orElseThrow().mayBeAskedBy(reader))
                .toList();
        return new UnitPage.Commands(
                UUID.randomUUID().toString(),
                asks,
                cannot,
                asked.stream().map(this::command).toList(),
                asked.stream().anyMatch(command -> command.stateAt(now).open()));
    }

    private UnitPage.CommandLine command(UnitCommand command) {
        UnitCommand.State state = command.stateAt(now);
        UnitCommand.Answer answer = command.answer();
        return new UnitPage.CommandLine(
                clock.full(command.order().at()),
                asked(command),
                command.order().by().replaceFirst("^operator:", ""),
                state.name(),
                standing(command, state),
                answer == null ? null : answer.text());
    }

    private static String asked(UnitCommand command) {
        String args = command.order().args().entrySet().stream()
                .map(arg -> arg.getKey() + " " + arg.getValue())
                .collect(Collectors.joining(", "));
        String op = command.order().op().wireName();
        return args.isEmpty() ? op : op + ": " + args;
    }

    private String standing(UnitCommand command, UnitCommand.State state) {
        UnitCommand.Answer answer = command.answer();
        Instant sentAt = command.progress().sentAt();
        String sent = sentAt == null ? "" : "sent " + clock.time(sentAt);
        return switch (state) {
            case PENDING ->
                "waits for the unit until " + clock.full(command.order().until());
            case SENT -> sent + ", no answer yet";
            case DONE -> "done" + at(answer);
            case FAILED -> "the unit could not" + code(answer) + at(answer);
            case NOT_SUPPORTED -> "not possible with this unit";
            case EXPIRED ->
                answer != null
                        ? "answered too late: " + (answer.ok() ? "done" : "could not") + at(answer)
                        : sentAt == null ? "never sent, its time is over" : sent + ", no answer in time";
        };
    }

    private String at(UnitCommand.@Nullable Answer answer) {
        return answer == null ? "" : " " + clock.time(answer.at());
    }

    private static String code(UnitCommand.@Nullable Answer answer) {
        return answer == null || answer.code() == 0 ? "" : " (" + answer.code() + ")";
    }

    UnitListPage list(String words, Page<UnitLine> page) {
        String next = page.next() == null
                ? null
                : "/units?after=" + page.next()
                        + (words.isEmpty() ? "" : "&q=" + URLEncoder.encode(words, StandardCharsets.UTF_8));
        return new UnitListPage(words, page.items().stream().map(this::line).toList(), next);
    }

    private UnitListPage.Line line(UnitLine line) {
        boolean suspended = line.status() == HomeUnit.Status.SUSPENDED;
        String connection = line.connected()
                ? "connected"
                : line.protocol() == Protocol.MQTT ? "not connected" : "calls when it must";
        Instant heard = line.lastHeard();
        return new UnitListPage.Line(
                line.cid(),
                line.people() == null ? "nobody on file" : line.people(),
                line.place() == null ? "no home on file" : line.place(),
                line.protocol().name() + ", " + (suspended ? "suspended" : connection),
                heard == null ? "never" : ago(heard),
                suspended || heard == null);
    }

    /** "3 minutes ago". */
    private String ago(Instant at) {
        Duration passed = Duration.between(at, now);
        if (passed.toMinutes() < 1) {
            return "just now";
        }
        if (passed.toMinutes() < 120) {
            return count(passed.toMinutes(), "minute") + " ago";
        }
        return passed.toHours() < 48
                ? count(passed.toHours(), "hour") + " ago"
                : count(passed.toDays(), "day") + " ago";
    }

    private static String count(long number, String thing) {
        return count(number, thing, thing + "s");
    }

    private static String count(long number, String one, String several) {
        return number + " " + (number == 1 ? one : several);
    }
}
