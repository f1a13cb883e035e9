package org.tocsin.console.readiness;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.tocsin.home.Equipment;
import org.tocsin.home.RiskTier;
import org.tocsin.readiness.Evidence;
import org.tocsin.readiness.Readiness.HomeState;
import org.tocsin.readiness.ReadinessException;
import org.tocsin.readiness.TriggerProof.Reason;
import org.tocsin.readiness.TriggerProof.State;

/** The words of readiness, as people of a service read them. */
final class ReadinessWords {
    private ReadinessWords() {}

    static String of(State state) {
        return switch (state) {
            case CURRENT -> "proved";
            case RECHECK_REMOTELY -> "test remotely";
            case REVISIT -> "visit again";
            case NEVER -> "never heard";
        };
    }

    /** With the rule it follows from. */
    static String of(HomeState state) {
        return switch (state) {
            case UNKNOWN -> "nothing planned";
            case PLANNED -> "planned";
            case VISITED -> "visited";
            case TESTED -> "tested in part";
            case PROVEN -> "proven";
            case CONFIRMED -> "confirmed to the provider";
        };
    }

    static String rule(HomeState state) {
        return switch (state) {
            case UNKNOWN -> "no visit, no date from the line provider, nothing heard for proof";
            case PLANNED -> "a visit is planned, or the line provider has named a day";
            case VISITED -> "somebody has stood at the door, nothing was heard for proof";
            case TESTED -> "something was heard for proof, not every trigger since the last change";
            case PROVEN -> "every trigger was heard since the last change";
            case CONFIRMED -> "proven, and the line provider was told so";
        };
    }

    static String of(Reason reason) {
        return switch (reason) {
            case FIRMWARE -> "firmware changed";
            case CONFIGURATION -> "settings changed";
            case UNIT_SWAP -> "unit swapped";
            case SIM_SWAP -> "SIM swapped";
            case LINE -> "line changed";
            case MOVED_HOME -> "unit moved";
            case OTHER_UNIT -> "heard through another unit";
            case AGE -> "heard too long ago";
            case NEVER_HEARD -> "never heard for proof";
            case NO_TRIGGER -> "no trigger on file";
        };
    }

    static String of(Equipment equipment) {
        return equipment == Equipment.UNKNOWN ? "not known" : equipment.name().toLowerCase(Locale.UK);
    }

    static String of(RiskTier risk) {
        return risk.name().toLowerCase(Locale.UK);
    }

    static String of(Evidence.Kind kind) {
        return switch (kind) {
            case VISIT -> "heard on a visit";
            case LAST_PRESS -> "last press of a visit, answered";
            case USER_TEST -> "the resident's own test, spoken to";
            case REMOTE_TEST -> "remote test: unit and path";
            case PROVE_PAGE -> "pressed before a phone company's engineer";
        };
    }

    static String exception(@Nullable String kind) {
        return kind == null || kind.isEmpty() ? "" : of(ReadinessException.Kind.valueOf(kind));
    }

    static String of(ReadinessException.Kind kind) {
        return switch (kind) {
            case NO_ACCESS_1 -> "no access, once";
            case NO_ACCESS_2 -> "no access, twice";
            case NO_ACCESS_3 -> "no access, three times or more";
            case REFUSED -> "refused";
            case IN_HOSPITAL -> "in hospital";
            case AWAITING_STOCK -> "awaiting stock";
        };
    }
}
