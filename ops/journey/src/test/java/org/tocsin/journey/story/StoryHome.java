package org.tocsin.journey.story;

import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.Trigger;
import org.tocsin.simulator.estate.Truth;

/** A home of the story: what is true of it, and what the story itself did there. Times are those of the machine. */
final class StoryHome {
    final Truth truth;
    final String id;
    /** The unit that stands there now; a dash for none. */
    String cid;

    String equipment;
    String provider;
    /** Each unit that has stood there. */
    final List<String> cids = new ArrayList<>();

    final List<Asked> asked = new ArrayList<>();
    final List<Change> changes = new ArrayList<>();
    boolean visitPlanned;
    boolean visited;
    int noAccess;

    @Nullable
    InTheWay inTheWay;

    boolean providerTold;
    boolean switchedOff;

    /**
     * A trigger of the home was asked for on a visit.
     *
     * @param last as the last press, after test mode
     * @param until when the installer asked no more
     */
    record Asked(String visit, Trigger trigger, boolean last, String cid, Instant from, Instant until) {}

    enum What {
        SIM_SWAP,
        UNIT_SWAP,
        LINE,
        FIRMWARE,
        ROAMING
    }

    record Change(What what, String cid, Instant at) {}

    record InTheWay(String kind, String owner, @Nullable LocalDate again) {}

    StoryHome(Truth truth, String id) {
        this.truth = truth;
        this.id = id;
        this.cid = truth.wire().cid();
        this.equipment = truth.kind();
        this.provider = truth.home().provider();
        if (!cid.equals(Truth.NONE)) {
            cids.add(cid);
        }
    }

    /** Another unit, or the first, stands there from now on. */
    void fit(String other) {
        cid = other;
        cids.add(other);
    }

    void changed(What what) {
        changes.add(new Change(what, cid, Instant.now()));
    }

    boolean has(Trigger trigger) {
        return truth.triggers().contains(trigger);
    }

    @Override
    public String toString() {
        return truth.homeId() + " " + truth.kind() + " " + cid;
    }
}
