package org.tocsin.console.board;

import java.util.List;
import java.util.Map;
import org.tocsin.console.api.Json;
import org.tocsin.console.board.Key.When;

/**
 * The one table of the board's keys. The help page, the strip of the keys that work right now, the page's script and the
 * tests all read it; a new key is a row here and, on what it presses, {@code data-key-act}. While a field has the focus
 * letters are letters: only {@code Escape} works there.
 */
public final class Keys {
    /**
     * What a situation is told by, beside {@code can-…}: acts the open alarm allows, and whatever stands on screen as
     * {@code data-key-act}.
     */
    public static final Map<String, String> FACTS = Map.ofEntries(
            Map.entry("waiting", "an alarm waits for somebody"),
            Map.entry("rows", "the board has rows beside the open alarm's"),
            Map.entry("row", "a row of the board has the focus"),
            Map.entry("row-waits", "the alarm of that row waits for somebody"),
            Map.entry("reading", "the focus is within the open alarm"),
            Map.entry("open", "an alarm is open"),
            Map.entry("panel", "a form over the open alarm is being filled in"),
            Map.entry("choices", "that form has numbered lines"),
            Map.entry("letters", "that form has lines with a letter"),
            Map.entry("help", "this table is shown"),
            Map.entry("typing", "a field has the focus"));

    private static final List<Key> TABLE = List.of(
            new Key(
                    "n",
                    "next",
                    "next most urgent",
                    "Open the most urgent alarm that waits; press again for the one after it.",
                    When.all("waiting").but("panel")),
            new Key(
                    "along",
                    "↑ ↓",
                    "along",
                    "Go along the rows of the board; Page Up and Down by what is in sight, Home and End to its ends."
                            + " Enter opens the row, t takes it.",
                    List.of(When.all("rows").but("panel", "reading").saying("along the board"))),
            new Key(
                    "t",
                    "t",
                    "take",
                    "Take the chosen row, or else the open alarm: you become responsible, it falls silent. With none"
                            + " open, the most urgent one.",
                    List.of(
                            When.all("row", "row-waits").but("panel").saying("take the chosen row"),
                            When.all("open", "can-take").but("panel", "row").saying("take"),
                            When.all("waiting").but("panel", "open", "row").saying("take the most urgent"))),
            new Key(
                    "s",
                    "step",
                    "step done",
                    "Do the next step of the script: tick it, or open what it asks for.",
                    When.all("can-step").but("panel")),
            new Key(
                    "i",
                    "not-possible",
                    "not possible",
                    "The next step cannot be done: say why, and go on.",
                    When.all("can-not-possible").but("panel")),
            new Key(
                    "a",
                    "spoken",
                    "spoken with",
                    "Write down who was spoken to, or that nobody answers. A number chooses, Enter confirms.",
                    When.all("can-spoken").but("panel")),
            new Key(
                    "c",
                    "call-out",
                    "call out",
                    "Choose whom to call out. A number chooses, Enter confirms.",
                    When.all("can-call-out").but("panel")),
            new Key(
                    "o",
                    "close",
                    "close",
                    "Close with an outcome. Its letter chooses it, Enter confirms what the button says.",
                    When.all("can-close").but("panel")),
            new Key(
                    "p",
                    "park",
                    "park",
                    "Put the alarm aside for a while. A number chooses for how long; it comes back by itself, sounding.",
                    When.all("can-park").but("panel")),
            new Key(
                    "h",
                    "hand-over",
                    "hand over",
                    "Ask a colleague or the next shift to take over. A number chooses who; until they take it, it is yours.",
                    When.all("can-hand-over").but("panel")),
            new Key(
                    "l",
                    "end-offer",
                    "do not hand over",
                    "Say no when you are asked to take over; or ask no longer.",
                    When.all("can-end-offer").but("panel")),
            new Key(
                    "m",
                    "follow-up",
                    "follow up",
                    "Note what remains to be done, and by when.",
                    When.all("can-follow-up").but("panel")),
            new Key(
                    "v",
                    "allow",
                    "allow closing",
                    "As a team leader: let it be closed without speech, and say why.",
                    When.all("can-allow").but("panel")),
            new Key(
                    "b",
                    "hand-back",
                    "hand back",
                    "Give the alarm back to the board, where it sounds again. Enter confirms.",
                    When.all("can-hand-back").but("panel")),
            new Key(
                    "/",
                    "find",
                    "find",
                    "Find a home by the name of who lives there, its address, half a postcode or a telephone number.",
                    When.all("can-find").but("panel")),
            new Key(
                    "d",
                    "dial",
                    "ring",
                    "Ring the contact who was tried least, those first who can be rung now; the log says so.",
                    When.all("can-dial").but("panel")),
            new Key(
                    "q",
                    "ring-home",
                    "call the home",
                    "Ring the home back: whoever lives there, then the unit; the log says so.",
                    When.all("can-ring-home").but("panel")),
            shifted(
                    "D",
                    "rang",
                    "rang somebody else",
                    "Write down that you rang somebody who is not on file: 999, a GP, the gas emergency, the manager.",
                    When.all("can-rang").but("panel")),
            new Key(
                    "y",
                    "call-spoke",
                    "they answered",
                    "Write down that whoever was rung was spoken with.",
                    When.all("can-call-spoke").but("panel")),
            new Key(
                    "x",
                    "call-no-answer",
                    "no answer",
                    "Write down that whoever was rung did not answer.",
                    When.all("can-call-no-answer").but("panel")),
            shifted(
                    "X",
                    "call-result",
                    "what came of it",
                    "Write down what came of a call: what was said, engaged, a message left. A number chooses.",
                    When.all("can-call-result").but("panel")),
            shifted(
                    "C",
                    "told",
                    "what they told you",
                    "Write down what a contact told you: will come, cannot, is there, has left. A number chooses.",
                    When.all("can-told").but("panel")),
            shifted(
                    "J",
                    "expected",
                    "when they come",
                    "Write down in how many minutes somebody who was called out will be there, as they said on the telephone.",
                    When.all("can-expected").but("panel")),
            new Key(
                    "r",
                    "call-back",
                    "ring back later",
                    "Ask that somebody is rung at a time: it sounds then, for whoever is here.",
                    When.all("can-call-back").but("panel")),
            new Key(
                    "k",
                    "key-safe",
                    "way in",
                    "Show the key-safe code. Your name goes into the log.",
                    When.all("can-key-safe").but("panel")),
            shifted(
                    "K",
                    "code-failed",
                    "code failed",
                    "The code that is shown does not open the key safe: it becomes an urgent task.",
                    When.all("can-code-failed").but("panel")),
            new Key(
                    "f",
                    "floor",
                    "on the floor",
                    "Somebody lies on the floor: say since when, and their clock starts. Again: correct it.",
                    When.all("can-floor").but("panel")),
            new Key(
                    "w",
                    "stay-with",
                    "stay with them",
                    "Stay with them: you are reminded to speak with them again.",
                    When.all("can-stay-with").but("panel")),
            new Key(
                    "g",
                    "again-stay-with",
                    "spoken with",
                    "You have spoken with them again: the reminder begins anew.",
                    When.all("can-again-stay-with").but("panel")),
            new Key(
                    "e",
                    "ambulance",
                    "999",
                    "999 was rung: write down its reference, and be reminded to tell them how it stands.",
                    When.all("can-ambulance").but("panel")),
            new Key(
                    "u",
                    "again-ambulance",
                    "999 told",
                    "999 was told how it stands: the reminder begins anew.",
                    When.all("can-again-ambulance").but("panel")),
            new Key(
                    "j",
                    "clock-over",
                    "clock over",
                    "End a clock: up again, no longer needed, the crew is there. A number chooses, Enter confirms.",
                    When.all("can-clock-over").but("panel")),
            new Key(
                    "z",
                    "handover",
                    "999 sheet",
                    "Open the sheet for 999 and the crew, on a page of its own.",
                    When.all("can-handover").but("panel")),
            new Key(
                    ".",
                    "note",
                    "note",
                    "Write a note into the log; Enter keeps it.",
                    When.all("can-note").but("panel")),
            new Key(
                    "1-9",
                    "1–9",
                    "choose",
                    "While you choose an outcome or a person: choose the line with that number.",
                    List.of(When.all("choices").saying("choose"))),
            new Key(
                    "a-z",
                    "a–z",
                    "letter",
                    "While you close: choose the outcome with that letter.",
                    List.of(When.all("letters").saying("choose"))),
            new Key(
                    "Enter",
                    "confirm",
                    "do what the button says",
                    "Confirm. The button says in words what will happen.",
                    When.all("panel")),
            new Key("?", "help", "all keys", "Show or hide this table.", When.all()),
            new Key(
                    "Escape",
                    "Esc",
                    "back",
                    "Leave what you are doing without doing it; then leave the open alarm.",
                    List.of(
                            When.all("panel").saying("back"),
                            When.all("help").saying("back"),
                            When.all("row").saying("back"),
                            When.all("open").saying("back"),
                            When.all("can-leave").saying("back"),
                            When.all("typing").saying("back"))));

    private Keys() {}

    /** A letter with Shift: what goes with the letter alone. */
    private static Key shifted(String key, String act, String words, String help, When when) {
        return new Key(key, "Shift " + key, act, help, List.of(when.saying(words)));
    }

    /** Every key, in the order of the strip and of the help. */
    public static List<Key> table() {
        return TABLE;
    }

    /** The table as the page's script reads it. */
    public static String json() {
        return Json.bytes(TABLE.stream()
                        .map(key -> Map.of(
                                "key", key.key(),
                                "shown", key.shown(),
                                "act", key.act(),
                                "works", key.works().stream().map(Keys::when).toList()))
                        .toList())
                .toString();
    }

    private static Map<String, Object> when(When when) {
        return Map.of("words", when.words(), "needs", when.needs(), "not", when.not());
    }

    /** Whether a name of a fact is one that the page tells. */
    static boolean known(String fact) {
        return FACTS.containsKey(fact) || fact.matches("can-[a-z][a-z-]*");
    }
}
