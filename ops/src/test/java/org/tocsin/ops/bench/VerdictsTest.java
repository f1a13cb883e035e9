package org.tocsin.ops.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A benchmark that misses what is promised ends as one that failed. */
class VerdictsTest {
    @Test
    void every_limit_must_be_kept() {
        Verdicts verdicts = new Verdicts();
        assertThat(verdicts.exitCode()).isZero();
        verdicts.atMost("as promised", 1.0, 1.0, "s");
        assertThat(verdicts.exitCode()).isZero();
        verdicts.atMost("a little late", 1.001, 1.0, "s");
        verdicts.atMost("as promised again", 0.5, 1.0, "s");
        assertThat(verdicts.exitCode()).isEqualTo(1);
    }

    @Test
    void what_could_not_be_measured_keeps_no_limit() {
        Verdicts verdicts = new Verdicts();
        verdicts.atMost("nothing came", Double.NaN, 1.0, "ms");
        assertThat(verdicts.exitCode()).isEqualTo(1);
    }
}
