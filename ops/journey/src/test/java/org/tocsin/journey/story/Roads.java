package org.tocsin.journey.story;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.tocsin.simulator.estate.SimulatedHome;
import org.tocsin.simulator.estate.Trigger;

/** The installers, each with a phone, and the visits they make at the same time. */
final class Roads {
    private static final int MOST_PHONES = 16;

    private final SeedService service;
    private final BlockingQueue<Desk> phones;

    Roads(SeedService service) throws Exception {
        this.service = service;
        this.phones = new LinkedBlockingQueue<>(service.installers(Math.min(MOST_PHONES, service.proven / 2)));
    }

    /** A visit that is to be made. */
    record Errand(StoryHome home, String kind, InstallerVisit.@Nullable Fit fit) {
        static Errand recheck(StoryHome home) {
            return new Errand(home, "RECHECK", null);
        }
    }

    /** Of an installer who has nothing to do. */
    Desk phone() throws InterruptedException {
        return phones.take();
    }

    void back(Desk phone) {
        phones.add(phone);
    }

    void signIn() {
        phones.forEach(Desk::signIn);
    }

    void inParallel(List<Errand> errands) throws Exception {
        ExecutorService roads = Executors.newFixedThreadPool(phones.size());
        try {
            List<Future<?>> made = new ArrayList<>();
            for (Errand errand : errands) {
                made.add(roads.submit(() -> {
                    make(errand);
                    return null;
                }));
            }
            for (Future<?> one : made) {
                one.get(15, TimeUnit.MINUTES);
            }
        } finally {
            roads.shutdownNow();
        }
    }

    private void make(Errand errand) throws Exception {
        Desk ian = phone();
        try {
            String old = errand.home.cid;
            // What hangs out of reach is said so, at one home in five that has such a thing.
            boolean high = errand.fit == null && SimulatedHome.number(old) % 5 == 0;
            new InstallerVisit(ian, service.homes, service.clock, errand.home, errand.kind)
                    .whole(errand.fit, high ? List.of(Trigger.SMOKE) : List.of());
            if (errand.kind.equals("UPGRADE") && errand.home.truth.live()) {
                SeedService.wait(service.homes.switchOff(old));
            }
        } finally {
            back(ian);
        }
    }
}
