package org.tocsin.figures;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * By what a call is judged. As data a question stands on each line, its highest mark before it: {@code 5 Greeted by name}.
 *
 * @param number 0 for the shipped one; a service's own count from 1
 */
public record QualityForm(int number, List<Question> questions) {
    private static final int MOST_QUESTIONS = 40;
    private static final int HIGHEST_MARK = 100;
    private static final int LONGEST = 300;

    /** @param most its highest mark */
    public record Question(int most, String words) {}

    public QualityForm {
        questions = List.copyOf(questions);
    }

    /** The one every service begins with. */
    public static QualityForm shipped() {
        try (InputStream file = Objects.requireNonNull(QualityForm.class.getResourceAsStream("quality-form.txt"))) {
            return read(0, new String(file.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What was checked by {@link #fault} before. */
    static QualityForm read(int number, String words) {
        List<Question> questions = new ArrayList<>();
        for (String line : words.strip().split("\\R")) {
            String[] parts = line.strip().split(" ", 2);
            if (parts.length == 2) {
                questions.add(new Question(Integer.parseInt(parts[0]), parts[1].strip()));
            }
        }
        return new QualityForm(number, questions);
    }

    /** What is wrong with the words of a form, in a sentence; null where nothing is. */
    public static @Nullable String fault(String words) {
        String[] lines = words.strip().split("\\R");
        if (words.isBlank() || lines.length > MOST_QUESTIONS || words.indexOf(0) >= 0) {
            return "From 1 to " + MOST_QUESTIONS + " questions, one on each line.";
        }
        for (String line : lines) {
            if (!line.strip().matches("[0-9]{1,3} \\S.{0," + (LONGEST - 1) + "}")) {
                return "Each line is a highest mark, a space and a question: “5 Greeted by name”. This one is not: “"
                        + line.strip() + "”.";
            }
            int most = Integer.parseInt(line.strip().split(" ", 2)[0]);
            if (most < 1 || most > HIGHEST_MARK) {
                return "A highest mark is from 1 to " + HIGHEST_MARK + ".";
            }
        }
        return null;
    }

    /** As it is kept. */
    public String words() {
        StringBuilder words = new StringBuilder();
        questions.forEach(question -> words.append(question.most())
                .append(' ')
                .append(question.words())
                .append('\n'));
        return words.toString();
    }

    /** What the marks come to, in hundredths of a percent of the highest; questions without a mark did not apply. */
    public int score(List<@Nullable Integer> marks) {
        long got = 0;
        long most = 0;
        for (int i = 0; i < questions.size(); i++) {
            Integer mark = marks.get(i);
            if (mark != null) {
                got += mark;
                most += questions.get(i).most();
            }
        }
        return new Share(got, most).hundredthsOfPercent();
    }

    /** Why these marks cannot be kept, in a sentence; null where they can. */
    public @Nullable String unfit(List<@Nullable Integer> marks) {
        if (marks.size() != questions.size()) {
            return "The form has changed meanwhile: open it again.";
        }
        boolean any = false;
        for (int i = 0; i < marks.size(); i++) {
            Integer mark = marks.get(i);
            any |= mark != null;
            if (mark != null && (mark < 0 || mark > questions.get(i).most())) {
                return "“" + questions.get(i).words() + "” has marks from 0 to "
                        + questions.get(i).most() + ".";
            }
        }
        return any ? null : "Give at least one mark.";
    }
}
