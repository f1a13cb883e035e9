package org.tocsin.console.rota;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.rota.RotaPage.Choices;
import org.tocsin.console.rota.RotaPage.Cover;
import org.tocsin.console.rota.RotaPage.Option;
import org.tocsin.console.rota.RotaPage.Person;
import org.tocsin.console.rota.RotaPage.Slot;
import org.tocsin.response.ResponseSettings;
import org.tocsin.rota.Absence;
import org.tocsin.rota.Area;
import org.tocsin.rota.Responder;
import org.tocsin.rota.Rota;
import org.tocsin.rota.RotaStore;
import org.tocsin.rota.Shift;
import org.tocsin.rota.Skill;
import org.tocsin.service.ServiceStore;

/** Gathers a week of the rota. */
final class RotaReader {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.UK);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.UK);
    private static final Duration LOOKS_AHEAD = Duration.ofHours(24);

    private final RotaStore rotas;
    private final ServiceStore services;
    private final ResponseSettings settings;
    private final InstantSource clock;

    RotaReader(Parts parts) {
        this.clock = parts.clock();
        this.rotas = new RotaStore(parts.database());
        this.services = new ServiceStore(parts.database(), clock);
        this.settings = new ResponseSettings(parts.database(), clock);
    }

    /** In which zone the reader's service reads times. */
    Future<ZoneId> zone(SignedIn me) {
        return services.findById(me.serviceId())
                .map(service -> service.orElseThrow().zone());
    }

    /** @param day any day of the week; null for this one */
    Future<RotaPage> page(SignedIn me, @Nullable LocalDate day, String said, List<String> problems) {
        Instant now = clock.instant();
        return zone(me).compose(zone -> {
            LocalDate any = day == null ? LocalDate.ofInstant(now, zone) : day;
            LocalDate monday = any.minusDays(any.getDayOfWeek().getValue() - 1L);
            Instant from = monday.atStartOfDay(zone).toInstant();
            Instant until = monday.plusDays(7).atStartOfDay(zone).toInstant();
            return Future.all(
                            rotas.rota(me.scope(), from, until),
                            rotas.rota(me.scope(), now, now.plus(Duration.ofDays(3))),
                            rotas.responders(me.scope()),
                            rotas.areas(me.scope()),
                            settings.find(me.scope()),
                            rotas.overlooked(me.scope(), now))
                    .map(all -> {
                        Week week = new Week(zone, monday, now, all.resultAt(0));
                        List<Responder> responders = all.resultAt(2);
                        List<Area> areas = all.resultAt(3);
                        ResponseSettings.Values values = all.resultAt(4);
                        return new RotaPage(
                                monday.toString(),
                                DAY.format(monday) + " to " + DAY.format(monday.plusDays(6)),
                                monday.minusDays(7).toString(),
                                monday.plusDays(7).toString(),
                                covers(areas, responders, all.resultAt(1), zone, now),
                                overlooked(all.resultAt(5)),
                                week.days(),
                                responders.stream().map(week::person).toList(),
                                choices(areas),
                                rule(values.coverAhead()),
                                LimitForm.shown(values),
                                said,
                                problems,
                                me.role() == Role.MANAGER || me.role() == Role.ADMIN);
                    });
        });
    }

    private static String rule(Duration ahead) {
        return "On duty: whoever has a shift now and is not marked sick or away; also while they are on a job. Where an"
                + " area must be covered, the alarm centre is told " + ahead.toMinutes()
                + " minutes before nobody is on duty in it, and again when somebody is.";
    }

    private static List<String> overlooked(List<Area> areas) {
        return areas.stream()
                .map(area -> area.name() + " (" + area.homes() + (area.homes() == 1 ? " home)" : " homes)"))
                .toList();
    }

    private static Choices choices(List<Area> areas) {
        return new Choices(
                areas.stream().map(Area::name).toList(),
                Skill.all().stream()
                        .map(skill -> new Option(skill.name(), skill.words()))
                        .toList());
    }

    private static List<Cover> covers(
            List<Area> areas, List<Responder> responders, Rota rota, ZoneId zone, Instant now) {
        Map<UUID, String> names = responders.stream().collect(Collectors.toMap(Responder::operatorId, Responder::name));
        return areas.stream()
                .map(area -> {
                    List<String> on = rota.onDuty(area.name(), now).stream()
                            .map(id -> names.getOrDefault(id, "somebody who left"))
                            .sorted()
                            .toList();
                    String warning = area.covered() ? warning(rota, area.name(), zone, now) : null;
                    return new Cover(
                            area.name(),
                            area.homes(),
                            area.covered(),
                            area.overlooked(),
                            on.isEmpty() ? "nobody" : String.join(", ", on),
                            warning);
                })
                .toList();
    }

    private static @Nullable String warning(Rota rota, String area, ZoneId zone, Instant now) {
        Optional<Instant> gap = rota.firstGap(area, now, now.plus(LOOKS_AHEAD));
        if (gap.isEmpty()) {
            return null;
        }
        Instant from = gap.get();
        String until = rota.nextCover(area, from)
                .map(again -> " until " + at(again, zone))
                .orElse(", and nobody is on the rota after that");
        return from.equals(now) ? "Nobody now" + until + "." : "Nobody from " + at(from, zone) + until + ".";
    }

    private static String at(Instant when, ZoneId zone) {
        return DAY.format(when.atZone(zone)) + ", " + TIME.format(when.atZone(zone));
    }

    /** One week of a rota, in one zone. */
    private record Week(ZoneId zone, LocalDate monday, Instant now, Rota rota) {
        List<String> days() {
            List<String> days = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                days.add(DAY.format(monday.plusDays(i)));
            }
            return days;
        }

        Person person(Responder responder) {
            List<List<Slot>> days = new ArrayList<>();
            for (int i = 0; i < 7; i++) {
                LocalDate day = monday.plusDays(i);
                days.add(rota.shifts().stream()
                        .filter(shift -> shift.operatorId().equals(responder.operatorId()))
                        .filter(shift -> LocalDate.ofInstant(shift.from(), zone).equals(day)
                                || (day.equals(monday)
                                        && LocalDate.ofInstant(shift.from(), zone)
                                                .isBefore(monday)))
                        .map(this::slot)
                        .toList());
            }
            return new Person(
                    responder.operatorId().toString(),
                    responder.username(),
                    responder.name(),
                    responder.team() == null ? "" : responder.team(),
                    absent(responder.operatorId()),
                    Skill.words(responder.skills()),
                    responder.skills().stream().map(Enum::name).toList(),
                    days);
        }

        private Slot slot(Shift shift) {
            String area = shift.area();
            return new Slot(
                    shift.id().toString(),
                    TIME.format(shift.from().atZone(zone)) + "–"
                            + TIME.format(shift.until().atZone(zone)),
                    area == null ? "every area" : area,
                    shift.at(now));
        }

        private @Nullable String absent(UUID operatorId) {
            return rota.absences().stream()
                    .filter(absence -> absence.operatorId().equals(operatorId))
                    .filter(absence -> absence.at(now) || absence.from().isAfter(now))
                    .findFirst()
                    .map(this::words)
                    .orElse(null);
        }

        private String words(Absence absence) {
            Instant until = absence.until();
            return absence.kind().words()
                    + (absence.from().isAfter(now) ? " from " + at(absence.from(), zone) : "")
                    + (until == null ? ", end not known" : " until " + at(until, zone));
        }
    }
}
