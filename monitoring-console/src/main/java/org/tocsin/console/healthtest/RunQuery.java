package org.tocsin.console.healthtest;

import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tocsin.healthtest.Campaign;
import org.tocsin.healthtest.RunStore;
import org.tocsin.healthtest.TestRun.Cause;
import org.tocsin.healthtest.TestRun.State;

/** Which rows somebody asked for, in the address of the page. Whatever is no word of ours asks for all. */
record RunQuery(@Nullable State state, @Nullable Cause cause, boolean trialOnly) {
    static RunQuery of(RoutingContext context) {
        String state = context.request().getParam("state");
        String cause = context.request().getParam("cause");
        return new RunQuery(
                Arrays.stream(State.values())
                        .filter(one -> one.name().equals(state))
                        .findFirst()
                        .orElse(null),
                Arrays.stream(Cause.values())
                        .filter(one -> one.name().equals(cause))
                        .findFirst()
                        .orElse(null),
                context.request().getParam("trial") != null);
    }

    RunStore.Query of(Campaign campaign) {
        return new RunStore.Query(campaign.id(), campaign.standing().cycle(), state, cause, trialOnly);
    }

    String words() {
        String of = trialOnly ? " of the trial" : "";
        if (cause != null) {
            return cause.words() + of;
        }
        return state == null
                ? "All units" + of
                : state.words().substring(0, 1).toUpperCase(Locale.ROOT)
                        + state.words().substring(1)
                        + of;
    }

    String parameters(@Nullable String after) {
        List<String> parts = new ArrayList<>();
        if (state != null) {
            parts.add("state=" + state.name());
        }
        if (cause != null) {
            parts.add("cause=" + cause.name());
        }
        if (trialOnly) {
            parts.add("trial=1");
        }
        if (after != null) {
            parts.add("after=" + after);
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
}
