package org.tocsin.console.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Objects;
import java.util.TimeZone;
import javax.imageio.ImageIO;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;
import org.knowm.xchart.style.Styler;
import org.knowm.xchart.style.markers.SeriesMarkers;
import org.tocsin.console.language.Tongue;
import org.tocsin.console.report.Paper.Picture;
import org.tocsin.report.BurnDown;
import org.tocsin.report.BurnDown.Point;

/** Draws what a committee sees: for the page as SVG, for paper as a picture of twice the points. Blocks. */
public final class Charts {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 320;
    /** Twice what a page shows: still sharp on paper. */
    private static final int SCALE = 2;

    private static final Color INK = new Color(0x10171f);
    private static final Color LINE = new Color(0xcbd3db);
    /** Told apart also without colour: by lightness, and by dashes. */
    private static final Color OPEN = new Color(0x7a4300);

    private static final Color PROVEN = new Color(0x1f7a55);
    private static final BasicStroke DASHED =
            new BasicStroke(1.5f, BasicStroke.CAP_BUTT, BasicStroke.JOIN_MITER, 5f, new float[] {6f, 4f}, 0f);
    private static final Font PLAIN = font();

    private final Tongue tongue;

    /** @param tongue of whoever looks at them */
    public Charts(Tongue tongue) {
        this.tongue = tongue;
    }

    /** Homes still open, week by week, and the line to none on the day of the shutdown. */
    Picture burnDown(BurnDown down, LocalDate switchoverOn, String words) {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).build();
        usual(chart.getStyler());
        chart.setYAxisTitle(tongue.say("Homes not proven"));
        chart.getStyler()
                .setDatePattern("d MMM")
                .setTimezone(TimeZone.getTimeZone("UTC"))
                .setLocale(tongue.locale())
                .setXAxisTickMarkSpacingHint(90);
        chart.getStyler().setYAxisMin(0.0).setYAxisDecimalPattern("#,##0");
        List<Date> days = new ArrayList<>();
        List<Integer> open = new ArrayList<>();
        for (Point point : down.points()) {
            days.add(date(point.day()));
            open.add(point.homes() - point.proven());
        }
        XYSeries line = chart.addSeries(tongue.say("Not proven"), days, open);
        line.setLineColor(OPEN);
        line.setMarkerColor(OPEN).setMarker(SeriesMarkers.CIRCLE);
        Point now = down.points().get(down.points().size() - 1);
        if (down.open() > 0 && now.day().isBefore(switchoverOn)) {
            XYSeries needed = chart.addSeries(
                    tongue.say("Needed to be done by the shutdown"),
                    List.of(date(now.day()), date(switchoverOn)),
                    List.of(down.open(), 0));
            needed.setLineColor(INK);
            needed.setLineStyle(DASHED);
            needed.setMarker(SeriesMarkers.NONE);
        }
        return picture(chart, words);
    }

    /** One bar a word: proven homes, and the rest upon them. */
    Picture bars(List<String> names, List<Integer> proven, List<Integer> open, String words) {
        CategoryChart chart =
                new CategoryChartBuilder().width(WIDTH).height(HEIGHT).build();
        usual(chart.getStyler());
        chart.getStyler()
                .setStacked(true)
                .setAvailableSpaceFill(0.5)
                .setYAxisDecimalPattern("#,##0")
                .setYAxisMin(0.0);
        chart.setYAxisTitle(tongue.say("Homes"));
        List<String> said = names.stream().map(tongue::say).toList();
        chart.addSeries(tongue.say("Proven"), said, proven).setFillColor(PROVEN);
        chart.addSeries(tongue.say("Not proven"), said, open).setFillColor(OPEN);
        return picture(chart, words);
    }

    /**
     * One line of a picture.
     *
     * @param at months, or hours of a day
     * @param values as many
     */
    public record Line<T>(String name, List<T> at, List<Double> values) {}

    /** Percentages month by month, and the target as a dashed line. At least one line has a month. */
    public Picture shares(List<Line<LocalDate>> lines, double target, String words) {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).build();
        usual(chart.getStyler());
        chart.setYAxisTitle(tongue.say("Per cent"));
        chart.getStyler()
                .setDatePattern("MMM yy")
                .setTimezone(TimeZone.getTimeZone("UTC"))
                .setLocale(tongue.locale())
                .setXAxisTickMarkSpacingHint(90);
        chart.getStyler().setYAxisMax(100.0).setYAxisDecimalPattern("##0.#");
        for (int i = 0; i < lines.size(); i++) {
            Line<LocalDate> line = lines.get(i);
            XYSeries series = chart.addSeries(
                    tongue.say(line.name()),
                    line.at().stream().map(Charts::date).toList(),
                    line.values());
            told(series, i);
        }
        List<LocalDate> all =
                lines.stream().flatMap(line -> line.at().stream()).sorted().toList();
        XYSeries goal = chart.addSeries(
                tongue.say("Target"),
                List.of(date(all.get(0)), date(all.get(all.size() - 1).plusDays(1))),
                List.of(target, target));
        goal.setLineColor(INK);
        goal.setLineStyle(DASHED);
        goal.setMarker(SeriesMarkers.NONE);
        return picture(chart, words);
    }

    /** Numbers of people by the hour of the day. */
    public Picture people(List<Line<Double>> lines, String words) {
        XYChart chart = new XYChartBuilder().width(WIDTH).height(HEIGHT).build();
        usual(chart.getStyler());
        chart.setYAxisTitle(tongue.say("People"));
        chart.setXAxisTitle(tongue.say("Hour of the day"));
        chart.getStyler().setYAxisMin(0.0).setYAxisDecimalPattern("#0").setXAxisDecimalPattern("#0");
        chart.getStyler().setXAxisMin(0.0).setXAxisMax(24.0);
        for (int i = 0; i < lines.size(); i++) {
            Line<Double> line = lines.get(i);
            told(chart.addSeries(tongue.say(line.name()), line.at(), line.values()), i);
        }
        return picture(chart, words);
    }

    private static void told(XYSeries series, int number) {
        Color colour = number == 0 ? OPEN : PROVEN;
        series.setLineColor(colour);
        series.setMarkerColor(colour).setMarker(number == 0 ? SeriesMarkers.CIRCLE : SeriesMarkers.DIAMOND);
    }

    private static void usual(Styler styler) {
        styler.setChartBackgroundColor(Color.WHITE)
                .setPlotBackgroundColor(Color.WHITE)
                .setPlotBorderVisible(false)
                .setChartFontColor(INK)
                .setLegendPosition(Styler.LegendPosition.OutsideS)
                .setLegendLayout(Styler.LegendLayout.Horizontal)
                .setLegendBorderColor(Color.WHITE)
                .setLegendFont(PLAIN.deriveFont(13f))
                .setChartTitleVisible(false);
        if (styler instanceof AxesChartStyler axes) {
            axes.setAxisTickLabelsFont(PLAIN.deriveFont(12f))
                    .setAxisTitleFont(PLAIN.deriveFont(13f))
                    .setPlotGridLinesColor(LINE)
                    .setPlotGridVerticalLinesVisible(false)
                    .setAxisTickLabelsColor(INK);
        }
    }

    private static Picture picture(Chart<?, ?> chart, String words) {
        try {
            ByteArrayOutputStream svg = new ByteArrayOutputStream();
            VectorGraphicsEncoder.saveVectorGraphic(chart, svg, VectorGraphicsEncoder.VectorGraphicsFormat.SVG);
            BufferedImage sheet = new BufferedImage(WIDTH * SCALE, HEIGHT * SCALE, BufferedImage.TYPE_INT_RGB);
            Graphics2D pen = sheet.createGraphics();
            pen.scale(SCALE, SCALE);
            chart.paint(pen, WIDTH, HEIGHT);
            pen.dispose();
            ByteArrayOutputStream png = new ByteArrayOutputStream();
            ImageIO.write(sheet, "png", png);
            return new Picture(words, svg.toByteArray(), png.toByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Date date(LocalDate day) {
        return Date.from(day.atStartOfDay(ZoneOffset.UTC).toInstant());
    }

    /** The one that is in our papers: a server has few fonts, or none. */
    private static Font font() {
        try (InputStream file = Objects.requireNonNull(Charts.class.getResourceAsStream(
                "/com/mpobjects/jasperreports/fonts/liberation/LiberationSans-Regular.ttf"))) {
            return Font.createFont(Font.TRUETYPE_FONT, file);
        } catch (FontFormatException e) {
            throw new IllegalStateException("the font on the class path cannot be read", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
