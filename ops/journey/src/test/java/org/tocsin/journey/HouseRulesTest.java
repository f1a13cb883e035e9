package org.tocsin.journey;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Arrays;

/** Who may know whom, and which names are no names. */
@AnalyzeClasses(
        packages = "org.tocsin",
        importOptions = {ImportOption.DoNotIncludeTests.class, HouseRulesTest.NoTestsOfOtherModules.class})
class HouseRulesTest {
    private static final String[] CORE = {
        "org.tocsin.access..",
        "org.tocsin.alarm..",
        "org.tocsin.calllist..",
        "org.tocsin.estate..",
        "org.tocsin.fault..",
        "org.tocsin.figures..",
        "org.tocsin.followup..",
        "org.tocsin.healthtest..",
        "org.tocsin.hold..",
        "org.tocsin.home..",
        "org.tocsin.incident..",
        "org.tocsin.notify..",
        "org.tocsin.photo..",
        "org.tocsin.platform..",
        "org.tocsin.readiness..",
        "org.tocsin.report..",
        "org.tocsin.response..",
        "org.tocsin.rollout..",
        "org.tocsin.rota..",
        "org.tocsin.script..",
        "org.tocsin.service..",
        "org.tocsin.shift..",
        "org.tocsin.signal..",
        "org.tocsin.speech..",
        "org.tocsin.supervision..",
        "org.tocsin.telephone..",
        "org.tocsin.unit..",
        "org.tocsin.visit..",
    };
    private static final String GATEWAY = "org.tocsin.gateway..";
    private static final String CONSOLE = "org.tocsin.console..";
    private static final String SIMULATOR = "org.tocsin.simulator..";
    private static final String OPS = "org.tocsin.ops..";

    /** What every module may use. An array type has no package of its own, a primitive neither. */
    private static final DescribedPredicate<JavaClass> ANYWHERE =
            resideInAnyPackage("java..", "javax..", "org.slf4j..", "org.jspecify..", "io.micrometer.core..", "");

    @ArchTest
    static final ArchRule every_package_has_a_place_in_these_rules =
            classes().should().resideInAnyPackage(and(CORE, GATEWAY, CONSOLE, SIMULATOR, OPS));

    @ArchTest
    static final ArchRule the_core_knows_no_wire_no_page_and_no_module_above_it = classes()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .onlyDependOnClassesThat(ANYWHERE.or(resideInAnyPackage(CORE))
                    .or(resideInAnyPackage("io.vertx.core..", "io.vertx.pgclient..", "io.vertx.sqlclient.."))
                    .or(nameMatching("org\\.bouncycastle\\..*"))
                    .or(nameMatching("de\\.siegmar\\.fastcsv\\..*"))
                    .or(nameMatching("io\\.vertx\\.ext\\.mail\\..*"))
                    .or(nameMatching("org\\.flywaydb\\..*")));

    @ArchTest
    static final ArchRule the_core_opens_no_socket_but_to_the_database_and_for_its_operators = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .and()
            .doNotHaveFullyQualifiedName("org.tocsin.platform.OpsEndpoint")
            .and()
            .doNotHaveFullyQualifiedName("org.tocsin.platform.Database")
            .and(DescribedPredicate.not(nameMatching("org\\.tocsin\\.notify\\.HttpPost(\\$.*)?")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.core.net..", "io.vertx.core.http..", "io.vertx.core.datagram..");

    @ArchTest
    static final ArchRule rules_and_records_are_plain_java = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .and()
            .resideOutsideOfPackage("org.tocsin.platform..")
            .and()
            .areTopLevelClasses()
            .and(isPlain())
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx..");

    @ArchTest
    static final ArchRule people_s_passwords_are_hashed_in_one_place = noClasses()
            .that()
            .resideOutsideOfPackage("org.tocsin.access..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.bouncycastle..");

    /** What the database says of a refusal quotes the row, and the row is somebody's. */
    @ArchTest
    static final ArchRule what_a_log_says_of_a_failure_is_decided_in_one_place = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.tocsin.platform.LoggedError")
            .and()
            .resideInAnyPackage(and(CORE, GATEWAY, CONSOLE))
            .should()
            .callMethodWhere(target(owner(assignableTo(Throwable.class))).and(target(name("toString"))));

    @ArchTest
    static final ArchRule only_the_schema_migrates = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("org.tocsin.platform.Schema")
            .and()
            .doNotHaveFullyQualifiedName("org.tocsin.ops.MigrateCommand")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.flywaydb..");

    @ArchTest
    static final ArchRule the_gateway_knows_the_core_and_its_wires = classes()
            .that()
            .resideInAPackage(GATEWAY)
            .should()
            .onlyDependOnClassesThat(ANYWHERE.or(resideInAnyPackage(CORE))
                    .or(resideInAnyPackage(
                            GATEWAY,
                            "io.vertx..",
                            "io.netty..",
                            "io.micrometer.prometheusmetrics..",
                            "com.fasterxml.jackson..",
                            "org.codehaus.stax2..",
                            "com.ctc.wstx..",
                            "org.eclipse.paho..")));

    @ArchTest
    static final ArchRule the_console_knows_the_core_and_its_pages = classes()
            .that()
            .resideInAPackage(CONSOLE)
            .should()
            .onlyDependOnClassesThat(ANYWHERE.or(resideInAnyPackage(CORE))
                    .or(resideInAnyPackage(
                            CONSOLE,
                            "io.vertx..",
                            "io.micrometer.prometheusmetrics..",
                            "com.fasterxml.jackson..",
                            "com.openhtmltopdf..",
                            "org.apache.pdfbox..",
                            "org.knowm.xchart..",
                            "gg.jte..")));

    @ArchTest
    static final ArchRule the_simulator_shares_no_code_with_what_it_judges = noClasses()
            .that()
            .resideInAPackage(SIMULATOR)
            .should()
            .dependOnClassesThat(resideInAPackage("org.tocsin..")
                    .and(resideInAPackage(SIMULATOR).negate()));

    @ArchTest
    static final ArchRule names_say_what_a_thing_is = noClasses()
            .that()
            .resideOutsideOfPackage("org.tocsin.console.templates..")
            .should()
            .haveNameMatching("(?i).*[.$](util|common|helper|impl|manager|dto|misc|shared)s?[.$].*")
            .orShould()
            .haveNameMatching(".*[.$]\\w*(Utils?|Common|Helpers?|Impl|Manager|Dto|DTO)(\\$.*)?")
            .orShould()
            .haveNameMatching(".*[.$]Abstract\\w*");

    /** Named for a rule, or a record, an enum, a sealed answer: nothing of it may need an event loop. */
    private static DescribedPredicate<JavaClass> isPlain() {
        return DescribedPredicate.describe(
                "are records, enums or pure rules",
                type -> type.isRecord()
                        || type.isEnum()
                        || type.getSimpleName()
                                .matches(
                                        "AlarmLifecycle|Routing|Classification|Escalation|Readiness|Liveness|SpeechRules|Grouping|HomeInIncident|LifeCritical|ReTest|WhatIf|CampaignPlanner|AskingHours|Pace|Pattern|Desks|Untaken|ScriptChoice|ClosingRule|OutcomeLetters|ResponderChoice|PressProof|InjuryScreen|CaseRule|BusyTime|ErlangC|SampleDraw"));
    }

    private static String[] and(String[] some, String... more) {
        String[] all = Arrays.copyOf(some, some.length + more.length);
        System.arraycopy(more, 0, all, some.length, more.length);
        return all;
    }

    /** The rules are for what runs; what tests share is packed as a jar of its own once the modules are packed. */
    static final class NoTestsOfOtherModules implements ImportOption {
        @Override
        public boolean includes(Location location) {
            return !location.contains("-tests.jar");
        }
    }
}
