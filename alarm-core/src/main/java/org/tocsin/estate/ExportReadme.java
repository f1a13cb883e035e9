package org.tocsin.estate;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What stands beside an export, for whoever opens it without us. */
final class ExportReadme {
    private ExportReadme() {}

    static String text(Instant at, Map<String, List<String>> tables) {
        StringBuilder text = new StringBuilder("""
                # Everything of one telecare service

                Written by Tocsin at %s: one moment of its database.

                Every file is CSV by RFC 4180: UTF-8 with a byte order mark, comma, CR LF, quotation marks where needed. An
                empty cell is nothing. Before a text that begins like a formula (`=`, `+`, `-`, `@`) stands an apostrophe
                that is not part of it. Times are with their offset. What lets anybody in is not here: passwords, units'
                secrets, key safe codes and access notes.

                `homes.csv` holds the homes that have not ended, a row each, with residents, units, contacts and triggers
                beside them. It can be imported as it is (`tocsin import homes.csv`); units get new secrets by that.

                `tables/` holds every table of the service as it is kept.

                ## homes.csv

                """.formatted(at));
        Field.all().stream()
                .filter(field -> !field.fact().secret())
                .forEach(field -> text.append("- `")
                        .append(field.key())
                        .append("`: ")
                        .append(field.words())
                        .append('\n'));
        tables.forEach((table, columns) -> {
            text.append("\n## tables/").append(table).append(".csv\n\n");
            columns.forEach(column -> text.append("- ").append(column).append('\n'));
        });
        return text.toString();
    }
}
