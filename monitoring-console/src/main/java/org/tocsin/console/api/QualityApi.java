package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.figures.QualityDesk;
import org.tocsin.figures.QualityForm;
import org.tocsin.figures.QualityStore;
import org.tocsin.figures.QualityStore.Draw;
import org.tocsin.figures.QualityStore.Sample;

/** The calls drawn to be listened to, the form, and the judging. */
final class QualityApi {
    private static final int LONGEST_NOTE = 4_000;
    private static final int MOST_QUESTIONS = 40;

    private final QualityStore store;
    private final QualityDesk desk;

    QualityApi(Parts parts) {
        this.store = new QualityStore(parts.database());
        this.desk = new QualityDesk(parts.database(), parts.clock());
    }

    void mount(Router router) {
        router.get(Api.ROOT + "/figures/quality").handler(Answers.answering(this::draws));
        router.get(Api.ROOT + "/figures/quality/samples").handler(Answers.answering(this::samples));
        router.get(Api.ROOT + "/figures/quality/form").handler(Answers.answering(this::form));
        router.post(Api.ROOT + "/figures/quality/samples/:id/reviews").handler(Answers.answering(this::review));
    }

    private Future<Answer> draws(RoutingContext context) {
        return store.draws(FiguresApi.reader(context).scope())
                .map(draws -> Answer.ok(
                        Map.of("draws", draws.stream().map(QualityApi::json).toList())));
    }

    private Future<Answer> samples(RoutingContext context) {
        return store.samples(FiguresApi.reader(context).scope(), FiguresApi.month(context))
                .map(samples -> Answer.ok(
                        Map.of("samples", samples.stream().map(QualityApi::json).toList())));
    }

    private Future<Answer> form(RoutingContext context) {
        return store.form(FiguresApi.reader(context).scope(), null).map(form -> Answer.ok(json(form)));
    }

    private Future<Answer> review(RoutingContext context) {
        Caller caller = FiguresApi.person(FiguresApi.reader(context));
        Fields body = Json.body(context);
        Integer form = body.optionalNumber("form", 0, Integer.MAX_VALUE);
        if (form == null) {
            throw Problem.field("form", "This field is missing.");
        }
        List<@Nullable Integer> marks = new ArrayList<>();
        for (Fields mark : body.objects("marks", MOST_QUESTIONS)) {
            marks.add(mark.optionalNumber("mark", 0, 100));
        }
        return desk.review(
                        caller.scope(),
                        Query.id(context),
                        form,
                        marks,
                        body.optionalText("note", LONGEST_NOTE),
                        Pages.address(context))
                .map(FiguresApi::done);
    }

    private static Map<String, Object> json(Draw draw) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("month", draw.month().toString().substring(0, 7));
        json.put("seed", draw.seed());
        json.put("candidates", draw.candidates());
        json.put("digest", draw.digest());
        json.put("drawnAt", draw.at().toString());
        return json;
    }

    private static Map<String, @Nullable Object> json(Sample sample) {
        QualityStore.Review review = sample.review();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", sample.id().toString());
        json.put("handler", sample.handler().name());
        json.put("alarmId", sample.call().alarmId().toString());
        json.put("reference", sample.call().reference());
        json.put("raisedAt", sample.call().raised().toString());
        json.put("endToEnd999", sample.rang999());
        json.put("position", sample.position());
        json.put("scorePercent", review == null ? null : review.score() / 100.0);
        json.put("reviewedBy", review == null ? null : review.by());
        json.put("reviewedAt", review == null ? null : review.at().toString());
        json.put("note", review == null ? null : review.note());
        return json;
    }

    private static Map<String, Object> json(QualityForm form) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("number", form.number());
        json.put(
                "questions",
                form.questions().stream()
                        .map(question -> Map.of("words", question.words(), "most", question.most()))
                        .toList());
        return json;
    }
}
