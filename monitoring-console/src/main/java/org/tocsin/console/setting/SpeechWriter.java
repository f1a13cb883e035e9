package org.tocsin.console.setting;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.service.TelecareService.Speech;
import org.tocsin.unit.UnitModel;

/** Who is called for speech, as sentences. Pure. */
final class SpeechWriter {
    private SpeechWriter() {}

    static List<String> now(Speech speech) {
        List<String> now = new ArrayList<>();
        now.add(
                speech.number() == null
                        ? "A unit calls the receiver it was set up with."
                        : "A unit is told to call " + speech.number() + ".");
        now.add(
                speech.overflowNumber() == null
                        ? "An alarm of a model that is held, and that nobody takes within "
                                + speech.waits().hold().toSeconds() + " seconds, calls the same."
                        : "An alarm of a model that is held, and that nobody takes within "
                                + speech.waits().hold().toSeconds() + " seconds, calls " + speech.overflowNumber()
                                + ".");
        now.add(
                speech.queueNumber() == null
                        ? "A call that belongs to no alarm we know has no queue of its own."
                        : "A call that belongs to no alarm we know goes to " + speech.queueNumber() + ".");
        now.add(
                speech.callsReported()
                        ? "The telephone system reports its calls: answered is counted from speech, and an alarm without"
                                + " speech within " + speech.waits().speech().toSeconds() + " seconds says so."
                        : "The telephone system does not report its calls: what is counted is the time to take.");
        return now;
    }

    static Map<String, String> typed(Speech speech) {
        Map<String, String> typed = new HashMap<>();
        typed.put("number", text(speech.number()));
        typed.put("overflowNumber", text(speech.overflowNumber()));
        typed.put("defaultQueueNumber", text(speech.queueNumber()));
        typed.put("callsReported", speech.callsReported() ? "yes" : "");
        typed.put("holdSeconds", String.valueOf(speech.waits().hold().toSeconds()));
        typed.put("speechWithinSeconds", String.valueOf(speech.waits().speech().toSeconds()));
        return typed;
    }

    static SpeechPage.Model model(UnitModel model) {
        UnitModel.Habits habits = model.habits();
        return new SpeechPage.Model(
                String.valueOf(model.id()),
                model.make() + " " + model.name(),
                (habits.holdUntilTaken()
                                ? "It waits until an operator has the alarm, and then calls them."
                                : "It calls at once.")
                        + (habits.severalNumbers()
                                ? " It is told every number."
                                : " It is told the first number only."),
                habits.holdUntilTaken(),
                habits.severalNumbers());
    }

    private static String text(@Nullable String value) {
        return value == null ? "" : value;
    }
}
