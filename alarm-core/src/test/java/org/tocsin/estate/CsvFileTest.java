package org.tocsin.estate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables as offices send them. */
class CsvFileTest {
    private static final Charset OFFICE = Charset.forName("windows-1252");

    @TempDir
    Path folder;

    @Test
    void however_it_is_written_it_says_the_same() throws IOException {
        for (Charset charset : List.of(StandardCharsets.UTF_8, OFFICE, StandardCharsets.UTF_16LE)) {
            for (String separator : List.of(",", ";", "\t")) {
                String mark = charset == StandardCharsets.UTF_16LE ? "\ufeff" : "";
                String text = mark
                        + "id;name;note\r\n1;Zo\u00eb O\u2019Neill;\"two\r\nlines; one \"\"cell\"\"\"\r\n\r\n3;;\r\n";
                CsvFile file = open(text.replace(";", separator).getBytes(charset));
                assertThat(file.headings()).containsExactly("id", "name", "note");
                assertThat(rows(file))
                        .containsExactly(
                                List.of(
                                        "2",
                                        "1",
                                        "Zo\u00eb O\u2019Neill",
                                        "two\r\nlines" + separator + " one \"cell\""),
                                List.of("4", "3", "", ""));
            }
        }
        assertThat(open("\ufeffid,n\n1,2".getBytes(StandardCharsets.UTF_8)).headings())
                .containsExactly("id", "n");
    }

    @Test
    void what_is_no_table_is_refused_in_a_sentence() {
        assertThatThrownBy(() -> open(new byte[0])).hasMessage("The file is empty.");
        assertThatThrownBy(() -> open("PK\u0003\u0004".getBytes(StandardCharsets.UTF_8)))
                .hasMessageContaining("workbook");
        assertThatThrownBy(() ->
                        rows(open(("id\n\"never closed\n" + "x\n".repeat(700_000)).getBytes(StandardCharsets.UTF_8))))
                .isInstanceOf(CsvFile.Unreadable.class)
                .hasMessageContaining("quotation mark");
        assertThatThrownBy(() -> open("id\n".concat("1\n".repeat(200_001)).getBytes(StandardCharsets.UTF_8))
                        .read((number, cells) -> {}))
                .hasMessageContaining("200,000 rows");
    }

    @Test
    void a_formula_is_a_text_for_the_spreadsheet_and_comes_back_as_it_was() throws IOException {
        List<String> texts =
                List.of("=HYPERLINK(1)", "+44 113 496 0000", "-5", "@x", "'=quoted", "plain", "'tis", "a,\"b\"\nc");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (CsvWriting csv = new CsvWriting(out)) {
            csv.row(List.of("risks"));
            for (String text : texts) {
                csv.row(List.of(text));
            }
        }
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("'=HYPERLINK(1)", "'+44", "'-5", "'@x", "''=quoted");
        List<String> read = new ArrayList<>();
        RowReader reader = new RowReader(new Mapping(List.of("risks")), ZoneId.of("UTC"), Instant.EPOCH);
        open(out.toByteArray())
                .read((number, cells) ->
                        read.add(reader.read(cells).wanted().home().get(Fact.RISKS)));
        assertThat(read).containsExactlyElementsOf(texts);
    }

    @Test
    void headings_are_understood_as_people_write_them() {
        assertThat(Mapping.proposed(List.of(
                                "UPRN",
                                "Address Line 1",
                                "Post Code",
                                "Client Name",
                                "Resident 2 name",
                                "Serial No.",
                                "SIM (ICCID)",
                                "sim number",
                                "Keyholder 2 phone",
                                "Risk",
                                "Favourite colour",
                                "Trigger 3"))
                        .keys())
                .containsExactly(
                        "home_id",
                        "line1",
                        "postcode",
                        "resident_1_name",
                        "resident_2_name",
                        "unit_1_serial",
                        "unit_1_iccid",
                        "",
                        "contact_2_telephone",
                        "risk_tier",
                        "",
                        "trigger_3_type");
        assertThat(new Mapping(List.of("line1", "line1")).faults()).hasSize(2);
        assertThat(Mapping.proposed(Field.all().stream().map(Field::key).toList())
                        .keys())
                .isEqualTo(Field.all().stream().map(Field::key).toList());
    }

    private CsvFile open(byte[] bytes) throws IOException {
        return CsvFile.open(Files.write(Files.createTempFile(folder, "table", ".csv"), bytes));
    }

    private static List<List<String>> rows(CsvFile file) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        file.read((number, cells) -> {
            List<String> row = new ArrayList<>(List.of(String.valueOf(number)));
            row.addAll(cells);
            rows.add(row);
        });
        return rows;
    }
}
