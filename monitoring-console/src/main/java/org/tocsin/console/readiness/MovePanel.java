package org.tocsin.console.readiness;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.tocsin.access.Role;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignedIn;
import org.tocsin.console.board.WallClock;
import org.tocsin.console.estate.HomePanel;
import org.tocsin.readiness.CentreMoves;
import org.tocsin.readiness.CentreMoves.Act;
import org.tocsin.readiness.CentreMoves.Line;
import org.tocsin.readiness.Moved;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** From which alarm receiving centre a home comes, and whether it is released there, on the home's own page. */
public final class MovePanel implements HomePanel {
    private final Pages pages;
    private final CentreMoves moves;
    private final ServiceStore services;

    public MovePanel(Parts parts, Pages pages) {
        this.pages = pages;
        this.moves = new CentreMoves(parts.database());
        this.services = new ServiceStore(parts.database(), parts.clock());
    }

    /**
     * @param stands where it stands, in a sentence
     * @param proven true when nothing but the act is missing
     * @param past releases that were taken back, and those of another centre
     */
    public record View(
            String homeId,
            String centre,
            String stands,
            String why,
            boolean concern,
            boolean released,
            boolean proven,
            List<String> past,
            boolean manages) {}

    @Override
    public Future<String> render(SignedIn me, UUID homeId) {
        return moves.home(me.scope(), homeId)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture("")
                        : Future.all(moves.acts(me.scope(), homeId), services.findById(me.serviceId()))
                                .map(both -> pages.render(
                                        "movepanel.jte",
                                        Map.of(
                                                "me",
                                                me,
                                                "view",
                                                view(
                                                        found.get(),
                                                        both.resultAt(0),
                                                        new WallClock(both.<Optional<TelecareService>>resultAt(1)
                                                                .orElseThrow()
                                                                .zone()),
                                                        me)))));
    }

    private static View view(Line line, List<Act> acts, WallClock clock, SignedIn me) {
        MoveWriter writer = new MoveWriter(clock);
        boolean released = line.released() != null;
        return new View(
                line.homeId().toString(),
                line.formerCentre(),
                line.released() == null
                        ? "Its alarms are received here and at " + line.formerCentre() + ": "
                                + MoveWriter.words(line.state())
                        : writer.released(line.released()),
                MoveWriter.why(line.stands()),
                line.state() == Moved.State.RELEASED_NOT_PROVEN,
                released,
                line.stands().proven(),
                acts.stream()
                        .filter(act ->
                                act.takenBackAt() != null || !act.formerCentre().equals(line.formerCentre()))
                        .map(writer::act)
                        .toList(),
                me.role() == Role.MANAGER || me.role() == Role.ADMIN);
    }
}
