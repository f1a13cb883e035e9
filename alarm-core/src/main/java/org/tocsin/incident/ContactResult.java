package org.tocsin.incident;

/** What came of ringing a home of an incident. Stored by name. */
public enum ContactResult {
    WELL("Spoken to, well", HomeInIncident.Act.SPOKEN_TO),
    SOMEBODY_THERE("Somebody is with them", HomeInIncident.Act.SPOKEN_TO),
    VISITED("Visited", HomeInIncident.Act.SPOKEN_TO),
    NO_ANSWER("No answer", HomeInIncident.Act.NO_ANSWER),
    NEEDS_HELP("Needs help: alarm of its own", HomeInIncident.Act.NEEDS_HELP);

    private final String words;
    private final HomeInIncident.Act act;

    ContactResult(String words, HomeInIncident.Act act) {
        this.words = words;
        this.act = act;
    }

    public String words() {
        return words;
    }

    /** What it does to the home on the card. */
    public HomeInIncident.Act act() {
        return act;
    }
}
