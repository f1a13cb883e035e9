package org.tocsin.console.nightpack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.tocsin.alarm.Town.await;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tocsin.access.Scope;
import org.tocsin.alarm.Town;
import org.tocsin.console.Pages;
import org.tocsin.console.language.Tongue;
import org.tocsin.console.language.Untranslated;
import org.tocsin.home.AccessSeal;
import org.tocsin.home.CardFact;
import org.tocsin.home.CardFacts;
import org.tocsin.platform.Ids;
import org.tocsin.platform.Keyring;
import org.tocsin.response.ContactTime;
import org.tocsin.response.ContactTimes;
import org.tocsin.service.ServiceStore;
import org.tocsin.service.TelecareService;

/** Every card on paper, under a passphrase, without the codes; each evening once, old ones deleted. */
class NightPackTest {
    private static final String PASSPHRASE = "owls fly at night";

    static Town town;
    static TelecareService here;

    @BeforeAll
    static void people() {
        town = new Town();
        UUID service = town.service("here");
        UUID home = town.home(service, "12 Elm Road");
        UUID margaret = town.resident(service, home, "Margaret Shah", "IN_HOSPITAL", Town.MORNING);
        Scope olga = town.person(service, "olga", "Olga", "OPERATOR");
        await(new CardFacts(town.database, town.clock)
                .add(olga, home, margaret, CardFact.Kind.RESPECT, "Form on the fridge", null));
        AccessSeal seal = new AccessSeal(Keyring.fromHex("7e".repeat(32)));
        await(town.database
                .pool()
                .preparedQuery("update home set key_safe_enc = $2, access_note_enc = $3 where id = $1")
                .execute(Tuple.of(home, seal.keySafe(home, "4711"), seal.note(home, "meter box"))));
        UUID nadia = town.contact(town.person(service, "pat", "Pat", "RESPONDER"), home, 0, "Nadia Shah");
        ContactTimes times = new ContactTimes(town.database, town.clock);
        assertThat(await(times.addHours(
                        olga,
                        home,
                        new ContactTime.Hours(
                                Ids.next(),
                                nadia,
                                Set.of(DayOfWeek.MONDAY, DayOfWeek.SATURDAY),
                                LocalTime.of(9, 0),
                                LocalTime.of(17, 0)),
                        null)))
                .isTrue();
        behindAController(service);
        UUID other = town.service("there");
        town.resident(other, town.home(other, "1 Other Street"), "Somebody Else", "ACTIVE", Town.MORNING);
        here = await(new ServiceStore(town.database, town.clock).findByCode("here"))
                .orElseThrow();
    }

    private static void behindAController(UUID service) {
        UUID scheme = Ids.next();
        town.sql(
                "insert into scheme (id, service_id, name, created_at) values ('%s', '%s', 'Elm Court', '2026-01-01Z')",
                scheme, service);
        town.sql(
                "insert into home_unit (id, service_id, scheme_id, cid, protocol, authentication, created_at)"
                        + " values ('%s', '%s', '%s', '7001', 'SCAIP', 'NONE', '2026-01-01Z')",
                Ids.next(), service, scheme);
        town.sql(
                "insert into scheme_point values ('%s', '%s', '%s', '3', 'DWELLING', 'Flat 3', '%s')",
                Ids.next(), service, scheme, town.home(service, "Flat 3, Elm Court"));
    }

    @AfterAll
    static void close() {
        town.close();
    }

    @Test
    void it_opens_with_the_passphrase_alone_and_holds_the_cards_of_one_service_without_codes(@TempDir Path folder)
            throws IOException {
        List<Path> files = await(pack().write(here, folder, PASSPHRASE));
        assertThat(files).hasSize(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(files.get(0))))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> Loader.loadPDF(files.get(0).toFile()).close())
                .isInstanceOf(InvalidPasswordException.class);
        assertThatThrownBy(() -> Loader.loadPDF(files.get(0).toFile(), "owls fly at noon")
                        .close())
                .isInstanceOf(InvalidPasswordException.class);
        try (PDDocument document = Loader.loadPDF(files.get(0).toFile(), PASSPHRASE)) {
            assertThat(document.getEncryption().getLength()).isEqualTo(256);
            assertThat(document.getCurrentAccessPermission().canPrint()).isTrue();
            assertThat(document.getCurrentAccessPermission().canModify()).isFalse();
            String text = new PDFTextStripper().getText(document);
            assertThat(text)
                    .contains(
                            "12 Elm Road",
                            "Margaret Shah, 0113 496 0000",
                            "Flat 3, Elm Court",
                            "7001",
                            "in hospital",
                            "Form on the fridge",
                            "Never a reason not to call 999.",
                            "Nadia Shah",
                            "the code is not on paper")
                    .doesNotContain("4711", "meter box", "Somebody Else", "Other Street");
        }
    }

    @Test
    void whoever_reads_welsh_finds_it_in_welsh_and_what_people_wrote_as_they_wrote_it(@TempDir Path folder)
            throws IOException {
        NightPack welsh = new NightPack(town.vertx, town.database, town.clock, Tongue.WELSH);
        List<Path> files = await(welsh.write(here, folder, PASSPHRASE));
        try (PDDocument document = Loader.loadPDF(files.get(0).toFile(), PASSPHRASE)) {
            assertThat(new PDFTextStripper().getText(document))
                    .contains("Pecyn nos", "yn yr ysbyty", "Form on the fridge", "nid yw'r cod ar bapur", "Sad")
                    .doesNotContain(
                            "Night pack", "in hospital", "not on paper", "morning", "every day", "Never a reason");
        }
        NightPage page = NightPage.of("Night pack, Here: LS1 4AB to LS9 1AA", "Destroy it in the morning.", List.of());
        String english = new Pages(
                        TemplateEngine.createPrecompiled(null, ContentType.Html, null, "org.tocsin.console.templates"))
                .render("nightpack.jte", Map.of("page", page));
        assertThat(Untranslated.in(english)).isEmpty();
    }

    @Test
    void a_short_passphrase_is_refused_and_nothing_is_written(@TempDir Path folder) {
        Future<List<Path>> written = pack().write(here, folder.resolve("pack"), "short");
        assertThatThrownBy(() -> await(written)).isInstanceOf(IllegalArgumentException.class);
        assertThat(folder.resolve("pack")).doesNotExist();
    }

    @Test
    void each_evening_once_and_the_last_three_nights_are_kept(@TempDir Path folder) throws IOException {
        NightPackWorker worker = new NightPackWorker(
                town.vertx,
                town.database,
                town.clock,
                new NightPackWorker.Plan("here", folder, PASSPHRASE, LocalTime.of(18, 0), Tongue.ENGLISH));
        await(worker.round());
        assertThat(folder).isEmptyDirectory();
        town.pass(Duration.ofHours(15));
        for (int night = 0; night < 5; night++) {
            await(worker.round());
            await(worker.round());
            town.pass(Duration.ofDays(1));
        }
        try (var files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString().substring(0, 26))
                            .sorted())
                    .containsExactly(
                            "night-pack-here-2026-11-23", "night-pack-here-2026-11-24", "night-pack-here-2026-11-25");
        }
    }

    private static NightPack pack() {
        return new NightPack(town.vertx, town.database, town.clock, Tongue.ENGLISH);
    }
}
