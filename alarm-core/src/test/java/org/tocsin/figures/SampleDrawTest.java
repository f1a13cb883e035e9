package org.tocsin.figures;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.tocsin.figures.SampleDraw.Candidate;
import org.tocsin.figures.SampleDraw.Drawn;

/** Two of each handler, one a 999 call, and the same for everybody who has the seed. */
class SampleDrawTest {
    static final UUID ANNA = new UUID(0, 1);
    static final UUID BERT = new UUID(0, 2);
    static final UUID CARA = new UUID(0, 3);

    @Test
    @DisplayName("two of each handler, or the one there is; one of them is an end-to-end 999 call where there was one")
    void two_each() {
        List<Candidate> calls = calls();

        List<Drawn> drawn = SampleDraw.draw("seed", calls);

        assertThat(of(drawn, ANNA)).hasSize(2).extracting(Drawn::position).containsExactly(1, 2);
        assertThat(of(drawn, ANNA).get(0).call().endToEnd999()).isTrue();
        assertThat(of(drawn, BERT)).hasSize(2).noneMatch(one -> one.call().endToEnd999());
        assertThat(of(drawn, CARA)).hasSize(1);
        assertThat(drawn).doesNotHaveDuplicates();
        assertThat(SampleDraw.draw("seed", List.of())).isEmpty();
    }

    @Test
    @DisplayName("whoever has the seed and the calls, in any order, draws the same; another seed draws others")
    void reproducible() {
        List<Candidate> shuffled = new ArrayList<>(calls());
        Collections.shuffle(shuffled, new Random(7));

        assertThat(SampleDraw.draw("seed", shuffled)).isEqualTo(SampleDraw.draw("seed", calls()));
        assertThat(SampleDraw.digest(shuffled)).isEqualTo(SampleDraw.digest(calls()));
        Set<List<Drawn>> others = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            others.add(SampleDraw.draw("seed " + i, calls()));
        }
        assertThat(others).hasSizeGreaterThan(10);
    }

    @Test
    @DisplayName("a form is checked line by line, and scored without what did not apply")
    void form() {
        assertThat(QualityForm.shipped().questions()).hasSizeGreaterThan(5);
        assertThat(QualityForm.fault(QualityForm.shipped().words())).isNull();
        assertThat(QualityForm.fault("")).isNotNull();
        assertThat(QualityForm.fault("Greeted by name")).contains("Each line");
        assertThat(QualityForm.fault("0 Greeted by name")).contains("highest mark");
        QualityForm form = QualityForm.read(3, "5 Greeted\n10 Listened\n5 Wrote it down\n");
        assertThat(form.score(Arrays.asList(5, 6, null))).isEqualTo(7_333);
        assertThat(form.unfit(Arrays.asList(5, 6, null))).isNull();
        assertThat(form.unfit(Arrays.asList(5, 11, null))).contains("Listened");
        assertThat(form.unfit(Arrays.asList(null, null, null))).contains("at least one");
        assertThat(form.unfit(List.of(5))).contains("changed");
    }

    private static List<Candidate> calls() {
        List<Candidate> calls = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            calls.add(new Candidate(new UUID(1, i), ANNA, i == 11 || i == 20));
            calls.add(new Candidate(new UUID(2, i), BERT, false));
        }
        calls.add(new Candidate(new UUID(3, 0), CARA, false));
        return calls;
    }

    private static List<Drawn> of(List<Drawn> drawn, UUID handler) {
        return drawn.stream()
                .filter(one -> one.call().handler().equals(handler))
                .toList();
    }
}
