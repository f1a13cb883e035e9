package org.tocsin.signal;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a unit says it is, WGS 84.
 *
 * @param latitude degrees, north positive, -90 to 90
 * @param longitude degrees, east positive, -180 to 180
 */
public record Position(double latitude, double longitude) {
    /** SCAIP's pattern knows no minus sign, so nothing west of Greenwich; units there send one all the same. */
    private static final Pattern DEGREES =
            Pattern.compile("\\s*([+-]?\\d{1,3}(?:\\.\\d{1,15})?)\\s*,\\s*([+-]?\\d{1,3}(?:\\.\\d{1,15})?)\\s*");

    /** NMEA 0183: $..GGA, time, latitude ddmm.mmm, N or S, longitude dddmm.mmm, E or W, quality (0 no fix), … */
    private static final Pattern GGA = Pattern.compile("\\$?[A-Z]{2}GGA,[^,]*,(\\d{2})(\\d{2}(?:\\.\\d{1,10})?),([NS]),"
            + "(\\d{3})(\\d{2}(?:\\.\\d{1,10})?),([EW]),([1-9])(?:,.*)?");

    /**
     * The position in a message; null where it has none that makes sense. The sentence of the receiver ({@code gga})
     * comes before the degrees ({@code geo}), which a unit that keeps to the pattern must send without their sign.
     */
    public static @Nullable Position of(SignalBody body) {
        Position sentence = fromSentence(body.get("gga"));
        return sentence == null ? fromDegrees(body.get("geo")) : sentence;
    }

    /** Degrees with five decimals, about a metre: {@code 52.48620, -1.89040}. */
    public String words() {
        return String.format(Locale.ROOT, "%.5f, %.5f", latitude, longitude);
    }

    private static @Nullable Position fromDegrees(@Nullable String text) {
        Matcher degrees = DEGREES.matcher(text == null ? "" : text);
        return degrees.matches()
                ? checked(Double.parseDouble(degrees.group(1)), Double.parseDouble(degrees.group(2)))
                : null;
    }

    private static @Nullable Position fromSentence(@Nullable String text) {
        Matcher gga = GGA.matcher(text == null ? "" : text);
        if (!gga.matches()) {
            return null;
        }
        double latitude = Integer.parseInt(gga.group(1)) + Double.parseDouble(gga.group(2)) / 60;
        double longitude = Integer.parseInt(gga.group(4)) + Double.parseDouble(gga.group(5)) / 60;
        return checked(
                gga.group(3).equals("S") ? -latitude : latitude, gga.group(6).equals("W") ? -longitude : longitude);
    }

    private static @Nullable Position checked(double latitude, double longitude) {
        return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? new Position(latitude, longitude) : null;
    }
}
