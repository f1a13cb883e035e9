package org.tocsin.estate;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlClient;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Looks at some rows and says what would become of them; changes nothing of the estate. */
final class CheckChunk implements ChunkWork {
    /** Two rows that claim the same: the first of those that are good has it. */
    private static final String DUPLICATES = """
            with said as (
              select r.row_no, r.outcome, k.key, min(r.row_no) over (partition by k.key) as first
              from estate_import_row r, unnest(r.keys) as k (key)
              where r.import_id = $1 and r.outcome <> 'REFUSED'),
            twice as (
              select row_no, outcome, array_agg(format('%s %s stands in row %s already.',
                  case split_part(key, ':', 1) when 'home' then 'Home id' when 'cid' then 'Unit number'
                    when 'unit' then 'Unit id' when 'resident' then 'Resident id' when 'trigger' then 'Trigger id'
                    when 'dwelling' then 'Device id in the scheme'
                    else 'Certificate name' end,
                  substr(key, position(':' in key) + 1), first) order by key) as why
              from said where first < row_no group by row_no, outcome),
            refused as (
              update estate_import_row r set outcome = 'REFUSED', problems = r.problems || t.why
              from twice t where r.import_id = $1 and r.row_no = t.row_no returning t.outcome)
            update estate_import i set
              added = added - (select count(*) from refused where outcome = 'ADD'),
              changed = changed - (select count(*) from refused where outcome = 'CHANGE'),
              unchanged = unchanged - (select count(*) from refused where outcome = 'SAME'),
              refused = i.refused + (select count(*) from refused)
            where i.id = $1""";

    private final ChunkRows chunk;

    CheckChunk(ChunkRows chunk) {
        this.chunk = chunk;
    }

    static Future<Void> duplicates(SqlClient client, UUID importId) {
        return client.preparedQuery(DUPLICATES).execute(Tuple.of(importId)).mapEmpty();
    }

    @Override
    public Future<ImportWorker.Chunk> in(SqlConnection connection) {
        UUID serviceId = chunk.serviceId();
        return chunk.readings()
                .compose(readings -> {
                    Future<Map<String, HomeState>> homes =
                            chunk.homeReader().byExternalId(connection, serviceId, ids(readings));
                    Future<Elsewhere> elsewhere = Elsewhere.read(connection, serviceId, readings);
                    return Future.all(homes, elsewhere)
                            .compose(both -> chunk.aside(() -> look(readings, homes.result(), elsewhere.result())));
                })
                .compose(looked -> looked.rows.execute(connection).map(looked.chunk));
    }

    static List<String> ids(List<Reading> readings) {
        return readings.stream().map(reading -> reading.wanted().externalId()).toList();
    }

    /** That the home is less proven afterwards is to be known before. */
    private static List<String> replaced(List<Step> steps) {
        return steps.stream()
                .filter(Step.Replace.class::isInstance)
                .map(Step.Replace.class::cast)
                .map(step -> step.part().words() + " " + step.slot()
                        + " is another than the one on file: nothing heard from that one proves it.")
                .toList();
    }

    private record Result(ImportRows.Looked rows, ImportWorker.Chunk chunk) {}

    private Result look(List<Reading> readings, Map<String, HomeState> homes, Elsewhere elsewhere) {
        ImportRows.Looked looked = new ImportRows.Looked(chunk.importId());
        int[] counts = new int[4];
        for (int i = 0; i < chunk.rows().size(); i++) {
            Reading reading = readings.get(i);
            HomeState current = homes.get(reading.wanted().externalId());
            List<String> faults = new ArrayList<>(reading.faults());
            List<String> remarks = new ArrayList<>(reading.remarks());
            String outcome = "REFUSED";
            if (faults.isEmpty()) {
                Comparison.Result compared = Comparison.of(current, reading.wanted());
                faults.addAll(compared.faults());
                faults.addAll(elsewhere.faults(
                        chunk.serviceId(),
                        current == null ? null : current.home().id(),
                        compared.steps()));
                outcome = !faults.isEmpty()
                        ? "REFUSED"
                        : current == null ? "ADD" : compared.steps().isEmpty() ? "SAME" : "CHANGE";
                remarks.addAll(replaced(compared.steps()));
            }
            looked.add(
                    chunk.rows().get(i).number(),
                    outcome,
                    faults,
                    new Reading(reading.wanted(), reading.faults(), remarks));
            counts[List.of("ADD", "CHANGE", "SAME", "REFUSED").indexOf(outcome)]++;
        }
        int cursor = chunk.cursor();
        return new Result(
                looked,
                new ImportWorker.Chunk(
                        chunk.rows().size(), cursor, counts[0], counts[1], counts[2], counts[3], 0, 0, 0));
    }
}
