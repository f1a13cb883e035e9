package org.tocsin.console.figures;

import java.util.ArrayList;
import java.util.List;
import org.tocsin.console.figures.FigureSheet.Cell;
import org.tocsin.console.figures.FigureSheet.Part;
import org.tocsin.console.figures.FigureSheet.Said;
import org.tocsin.console.figures.FigureSheet.Table;
import org.tocsin.figures.ArrivalMonth;
import org.tocsin.figures.CountingRule.ArrivalClock;
import org.tocsin.figures.Profile;
import org.tocsin.figures.RuleWords;
import org.tocsin.figures.SentRows.Which;
import org.tocsin.figures.Share;
import org.tocsin.figures.Target;

/** How soon somebody was there, by both clocks, in sentences and a table. Pure. */
record ArrivalWriter(List<ArrivalMonth> months) {

    Part part() {
        ArrivalMonth now = months.get(0);
        return new Part(
                "Responders there",
                List.of(
                        inShort(now),
                        promise(now),
                        Said.of(AnswerWriter.months(
                                months.stream()
                                        .filter(month -> month.counted().sent() > 0)
                                        .count(),
                                months.stream()
                                        .filter(month -> month.counted().sent() > 0 && month.isMet())
                                        .count()))),
                RuleWords.arrivals(now.profile()),
                null,
                List.of(table()));
    }

    private static Said inShort(ArrivalMonth month) {
        Profile.Targets targets = month.profile().targets();
        if (month.counted().sent() == 0) {
            return Said.of("Nobody has been sent in " + FigureWords.month(month.month()) + " yet.");
        }
        return new Said(
                "Somebody was sent to " + FigureWords.many(month.counted().sent(), "alarm", "alarms") + " in "
                        + FigureWords.month(month.month()) + ". From the decision to deploy, "
                        + shares(month.fromDecision(), targets) + "; from the receipt of the alarm, "
                        + shares(month.fromReceipt(), targets) + ". The target is "
                        + targets.arrive().words() + " and "
                        + targets.arriveLatest().words() + ", from the "
                        + (byDecision(month) ? "decision" : "receipt") + ".",
                FigureWords.sent(month.month(), Which.COUNTED),
                !month.isMet());
    }

    private static Said promise(ArrivalMonth month) {
        Target promise = month.profile().targets().arriveCrisis();
        if (month.counted().promise().whole() == 0) {
            return Said.of("The promise to be there within " + Target.words(promise.within()) + " is not decided of any"
                    + " alarm of this month yet.");
        }
        return new Said(
                "Within " + Target.words(promise.within()) + ", as is promised to everybody, somebody was there for "
                        + of(month.fromDecision().promise()) + " from the decision to deploy and for "
                        + of(month.fromReceipt().promise()) + " from the receipt of the alarm.",
                FigureWords.sent(month.month(), Which.PROMISED),
                !month.isPromiseKept());
    }

    private static String of(Share share) {
        return FigureWords.number(share.part()) + " of " + FigureWords.number(share.whole());
    }

    private static String shares(ArrivalMonth.Count count, Profile.Targets targets) {
        return count.inTimeShare().words() + " were there within "
                + Target.words(targets.arrive().within()) + " and "
                + count.inLatestShare().words() + " within "
                + Target.words(targets.arriveLatest().within());
    }

    private static boolean byDecision(ArrivalMonth month) {
        return month.profile().rule().arrivalClock() == ArrivalClock.DECISION;
    }

    private Table table() {
        List<List<Cell>> rows = new ArrayList<>();
        for (ArrivalMonth month : months) {
            Profile.Targets targets = month.profile().targets();
            ArrivalMonth.Count counted = month.counted();
            boolean decision = byDecision(month);
            rows.add(List.of(
                    new Cell(FigureWords.month(month.month()), FigureWords.sent(month.month(), Which.EVERY), false),
                    count(counted.sent(), month, Which.COUNTED),
                    share(
                            month.fromDecision().inTimeShare(),
                            targets.arrive(),
                            month,
                            new By(true, Which.LATE),
                            decision),
                    share(
                            month.fromDecision().inLatestShare(),
                            targets.arriveLatest(),
                            month,
                            new By(true, Which.OVER_LATEST),
                            decision),
                    share(
                            month.fromReceipt().inTimeShare(),
                            targets.arrive(),
                            month,
                            new By(false, Which.LATE),
                            !decision),
                    share(
                            month.fromReceipt().inLatestShare(),
                            targets.arriveLatest(),
                            month,
                            new By(false, Which.OVER_LATEST),
                            !decision),
                    share(
                            month.fromDecision().promise(),
                            targets.arriveCrisis(),
                            month,
                            new By(true, Which.OVER_PROMISE),
                            decision),
                    share(
                            month.fromReceipt().promise(),
                            targets.arriveCrisis(),
                            month,
                            new By(false, Which.OVER_PROMISE),
                            !decision),
                    count(counted.nobody(), month, Which.NOBODY),
                    count(counted.sent() - counted.nobody() - counted.proven(), month, Which.NOT_PROVEN),
                    count(counted.calledOff(), month, Which.CALLED_OFF),
                    Cell.of(targets.arrive().words() + "; "
                            + targets.arriveLatest().words() + "; "
                            + targets.arriveCrisis().words())));
        }
        return Table.of(
                "Month by month, by both clocks",
                "A share opens the alarms that missed it. A missed target is marked on the clock the profile counts by.",
                "Month|Sent#|First limit, from the decision#|Last limit, from the decision#|First limit, from the receipt#|"
                        + "Last limit, from the receipt#|Promise, from the decision#|Promise, from the receipt#|Nobody came#|Not proven by a press#|Called off in time#|Targets",
                rows);
    }

    private record By(boolean decision, Which which) {}

    private static Cell count(long number, ArrivalMonth month, Which which) {
        return Cell.count(number, FigureWords.sent(month.month(), which));
    }

    private static Cell share(Share share, Target target, ArrivalMonth month, By by, boolean judged) {
        return new Cell(
                share.words(),
                share.whole() == share.part()
                        ? null
                        : FigureWords.sent(month.month(), by.which()) + "&clock="
                                + (by.decision() ? ArrivalClock.DECISION : ArrivalClock.RECEIPT),
                judged && !share.meets(target.share()));
    }
}
