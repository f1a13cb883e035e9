package org.tocsin.signal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PositionTest {
    private static final String BIRMINGHAM = "$GPGGA,094100,5229.172,N,00153.424,W,1,08,0.9,140.0,M,,,,*47";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "52.486200,0.120000|52.48620, 0.12000",
                "52.4862,-1.8904|52.48620, -1.89040",
                " -33.9 , 18.4 |-33.90000, 18.40000",
            })
    void degreesMayBeWestOfGreenwichAndSouthOfTheEquator(String geo, String words) {
        assertThat(Position.of(new SignalBody(Map.of("geo", geo), null)))
                .isNotNull()
                .extracting(Position::words)
                .isEqualTo(words);
    }

    @Test
    void theReceiversSentenceKnowsWestAndComesFirst() {
        SignalBody body = new SignalBody(Map.of("geo", "52.4862,1.8904", "gga", BIRMINGHAM), null);

        assertThat(Position.of(body)).isNotNull().extracting(Position::words).isEqualTo("52.48620, -1.89040");
    }

    @Test
    void aSentenceWithoutAFixLeavesTheDegrees() {
        SignalBody body = new SignalBody(Map.of("geo", "1.5,2.5", "gga", "$GPGGA,094100,,,,,0,00,,,,,,,"), null);

        assertThat(Position.of(body)).isEqualTo(new Position(1.5, 2.5));
    }

    @Test
    void anOperatorReadsItBesideThePlace() {
        Map<String, String> mobile = Map.of("dty", "0051", "lco", "034", "geo", "52.4862,-1.8904");
        assertThat(CodeWords.trigger(SignalKind.ALARM, new SignalBody(mobile, null)))
                .endsWith(" at 52.48620, -1.89040");
        assertThat(CodeWords.place(new SignalBody(Map.of("geo", "52.4862,-1.8904"), null)))
                .isEqualTo("at 52.48620, -1.89040");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "52.4", "here", "91,0", "0,181", "1e3,2", "52,4862,1,8904"})
    void whatMakesNoSenseIsNoPosition(String geo) {
        assertThat(Position.of(new SignalBody(Map.of("geo", geo), null))).isNull();
    }
}
