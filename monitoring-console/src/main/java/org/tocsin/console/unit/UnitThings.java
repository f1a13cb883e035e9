package org.tocsin.console.unit;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.unit.UnitThing.Choice;
import org.tocsin.home.Equipment;
import org.tocsin.home.HomeFacts;
import org.tocsin.home.HomeFactsStore;
import org.tocsin.unit.ModelWatch;
import org.tocsin.unit.TransmissionPath;
import org.tocsin.unit.UnitFactsStore;
import org.tocsin.unit.UnitFactsStore.Known;

/** Gathers what is on file of a unit as a thing. */
final class UnitThings {
    static final Set<Role> KEEPERS = EnumSet.of(Role.INSTALLER, Role.MANAGER, Role.ADMIN);

    private final UnitFactsStore units;
    private final HomeFactsStore homes;
    private final ModelWatch models;

    UnitThings(Parts parts) {
        this.units = new UnitFactsStore(parts.database(), parts.clock());
        this.homes = new HomeFactsStore(parts.database());
        this.models = new ModelWatch(parts.database(), parts.clock());
    }

    static boolean managesHomes(Role role) {
        return role == Role.MANAGER || role == Role.ADMIN;
    }

    /** Empty where the service has no such unit. */
    Future<Optional<UnitThing>> read(SignedIn me, String cid) {
        return units.find(me.scope(), cid).compose(found -> {
            if (found.isEmpty()) {
                return Future.succeededFuture(Optional.empty());
            }
            UUID home = found.get().unit().homeId();
            Future<Optional<HomeFacts>> facts =
                    home == null ? Future.succeededFuture(Optional.empty()) : homes.find(me.scope(), home);
            return Future.all(models.list(me.scope()), facts)
                    .map(both -> Optional.of(thing(me, found.get(), both.resultAt(0), facts.result())));
        });
    }

    private static UnitThing thing(SignedIn me, Known known, List<ModelWatch.Model> models, Optional<HomeFacts> home) {
        UUID homeId = known.unit().homeId();
        String onFile = text(known.facts().firmware());
        String says = known.reported() == null ? "" : text(known.reported().firmware());
        return new UnitThing(
                known.unit().cid(),
                new UnitThing.Label(
                        text(known.facts().serial()),
                        text(known.facts().externalId()),
                        onFile,
                        says.equals(onFile) ? "" : says,
                        models(known, models)),
                new UnitThing.Sim(
                        text(known.facts().iccid()), text(known.facts().simNetwork())),
                Arrays.stream(TransmissionPath.values())
                        .map(path -> new Choice(
                                path.name(), words(path), known.facts().paths().contains(path)))
                        .toList(),
                homeId == null
                        ? null
                        : new UnitThing.Standing(homeId.toString(), lineTypes(home), managesHomes(me.role())),
                KEEPERS.contains(me.role()));
    }

    private static List<Choice> models(Known known, List<ModelWatch.Model> models) {
        List<Choice> choices = new ArrayList<>();
        boolean none = known.make() == null;
        choices.add(new Choice("", "not on file", none));
        for (ModelWatch.Model model : models) {
            boolean chosen = model.make().equals(known.make()) && model.name().equals(known.model());
            choices.add(new Choice(model.id().toString(), model.words(), chosen));
        }
        return choices;
    }

    private static List<Choice> lineTypes(Optional<HomeFacts> home) {
        Equipment now = home.map(HomeFacts::equipment).orElse(Equipment.UNKNOWN);
        return Arrays.stream(Equipment.values())
                .map(one -> new Choice(one.name(), words(one), one == now))
                .toList();
    }

    private static String words(Equipment equipment) {
        return switch (equipment) {
            case UNKNOWN -> "not known";
            case ANALOGUE -> "analogue";
            case CONVERTER -> "analogue behind a converter";
            case DIGITAL -> "digital";
        };
    }

    private static String words(TransmissionPath path) {
        return path == TransmissionPath.IP
                ? "IP"
                : path.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
