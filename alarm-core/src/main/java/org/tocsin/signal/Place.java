package org.tocsin.signal;

import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Scheme;
import org.tocsin.home.SchemePoint;

/**
 * Where a signal is from.
 *
 * @param joinKey signals with one key are about one home or one point; where neither is known, about one unit or address
 * @param kind what it is there; a home of its own is a dwelling
 * @param site the scheme and the point; null for a home of its own
 */
record Place(
        String joinKey,
        @Nullable UUID homeId,
        SchemePoint.Kind kind,
        @Nullable Site site) {
    /**
     * @param point its name, or what the unit called it; null where the unit named no point
     * @param known false where an alarm names a point that is not on file: nobody knows whose flat it is
     */
    record Site(Scheme scheme, @Nullable String point, boolean known) {}

    static Place home(UUID home, @Nullable Scheme scheme, @Nullable String point) {
        Site site = scheme == null ? null : new Site(scheme, point, true);
        return new Place(home.toString(), home, SchemePoint.Kind.DWELLING, site);
    }

    /** Not on file, or in no home. */
    static Place withoutHome(Signal signal) {
        String key = signal.cid().isEmpty() ? "address:" + signal.origin().remoteAddress() : "unit:" + signal.cid();
        return new Place(key, null, SchemePoint.Kind.DWELLING, null);
    }

    /** From a controller: at its point; without one, of the unit's own home; otherwise of the scheme, marked. */
    static Place inScheme(Scheme scheme, GroupContext.Unit unit, @Nullable SchemePoint point, Signal signal) {
        if (point != null) {
            return point.homeId() != null
                    ? home(point.homeId(), scheme, point.name())
                    : new Place("point:" + point.id(), null, point.kind(), new Site(scheme, point.name(), true));
        }
        if (unit.homeId() != null) {
            return home(unit.homeId(), scheme, null);
        }
        String did = signal.body().get("did");
        if (did == null) {
            // What the controller says of itself names no point; a call for help should.
            Site site = new Site(scheme, null, !needsPoint(signal));
            return new Place("scheme:" + scheme.id(), null, SchemePoint.Kind.DWELLING, site);
        }
        // Each such id for itself: two flats that nobody put on file are not one.
        String normal = SchemePoint.normal(did);
        Site site = new Site(scheme, "Point " + normal, false);
        return new Place("scheme:" + scheme.id() + ":" + normal, null, SchemePoint.Kind.DWELLING, site);
    }

    private static boolean needsPoint(Signal signal) {
        return signal.kind() == SignalKind.ALARM || signal.kind() == SignalKind.UNREADABLE;
    }
}
