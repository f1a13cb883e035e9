package org.tocsin.console.estate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that is on file about one home, ready to be read; never how to get in.
 *
 * @param panels what other concepts know of it, rendered
 */
public record HomePage(
        Head head,
        List<Fact> facts,
        Form form,
        List<Person> people,
        Things things,
        List<ContactLine> contacts,
        List<AlarmLine> alarms,
        List<ChangeLine> changes,
        Rights rights,
        Keeping keeping,
        List<String> panels) {
    /**
     * @param who lives there now; words saying so where nobody is on file
     * @param risks to whoever goes in
     * @param banners what whoever reads must know first: "Edith Shah is in hospital since …"
     */
    public record Head(
            String id, String place, String who, @Nullable String risks, List<String> banners) {}

    /** @param warning true when somebody should do something about it */
    public record Fact(String name, String words, boolean warning) {}

    /** What the reader may change. */
    public record Rights(boolean facts, boolean status) {}

    /** @param hold true: what is held of the home is kept, whatever its age */
    public record Keeping(boolean hold, boolean ended) {}

    /**
     * What the forms show before anybody changes it; empty for what is not known.
     *
     * @param confirmed its provider was told, of the line as it is
     * @param evidence and that is written down here, with its proof or why without
     */
    public record Form(
            String line1,
            String line2,
            String town,
            String postcode,
            String risks,
            String externalId,
            String uprn,
            String area,
            List<Choice> tiers,
            List<Choice> equipment,
            List<Choice> vulnerabilities,
            String assessedOn,
            String provider,
            String plannedOn,
            boolean confirmed,
            boolean evidence,
            String formerCentre) {}

    public record Choice(String value, String words, boolean chosen) {}

    /**
     * @param status in words, "in hospital since Mon 3 Nov, 10:00"
     * @param here true while they live there
     * @param lived from when, until when
     * @param review when somebody is to ask again; null for never
     * @param statuses to choose one of
     */
    public record Person(
            String id,
            String name,
            @Nullable String telephone,
            String status,
            boolean usual,
            boolean here,
            String lived,
            @Nullable String review,
            boolean hold,
            List<StatusLine> history,
            List<Choice> statuses) {}

    public record StatusLine(String when, String words, String by) {}

    /**
     * @param placements which units stand and stood there
     * @param lent what else is on loan there
     */
    public record Things(
            List<Unit> units, List<Trigger> triggers, List<String> placements, List<Lent> lent, List<Lent> shelf) {}

    public record Unit(String cid, String what, List<Fact> facts) {}

    public record Trigger(String id, String words, String code, String since) {}

    public record Lent(String id, String words) {}

    public record ContactLine(
            String name, String relation, @Nullable String telephone) {}

    public record AlarmLine(String id, String when, String what, String reference, boolean open) {}

    public record ChangeLine(String when, String what, String by) {}
}
