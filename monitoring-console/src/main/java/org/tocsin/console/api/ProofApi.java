package org.tocsin.console.api;

import io.vertx.core.Future;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.AuditTrail;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.console.Callers;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.api.Api.Answer;
import org.tocsin.readiness.ProofExport;
import org.tocsin.readiness.ProofKey;
import org.tocsin.readiness.ProofPublicKey;
import org.tocsin.readiness.ProveCodes;
import org.tocsin.readiness.ReadinessException;
import org.tocsin.readiness.ReadinessExceptions;
import org.tocsin.service.ServiceStore;

/** Evidence to take away, the keys it is checked with, codes for engineers at the door, and what stands in the way. */
final class ProofApi {
    private static final Set<Role> EXCEPTIONS = EnumSet.of(Role.INSTALLER, Role.MANAGER, Role.ADMIN);
    private static final int LONGEST_DAYS = 60;

    private final Parts parts;
    private final @Nullable ProofKey key;
    private final ProveCodes codes;
    private final ReadinessExceptions exceptions;
    private final ServiceStore services;
    private final AuditTrail audit;

    /** @param key signs exports; null where this process has none */
    ProofApi(Parts parts, @Nullable ProofKey key) {
        this.parts = parts;
        this.key = key;
        this.codes = new ProveCodes(parts.database(), parts.keyring(), parts.clock());
        this.exceptions = new ReadinessExceptions(parts.database(), parts.clock());
        this.services = new ServiceStore(parts.database(), parts.clock());
        this.audit = new AuditTrail(parts.database(), parts.clock());
    }

    /** Open to everybody. */
    Future<Answer> keys(RoutingContext context) {
        return ProofExport.keys(parts.database())
                .map(found -> Answer.ok(
                        Map.of("items", found.stream().map(ProofApi::publicKey).toList())));
    }

    void exportHome(RoutingContext context) {
        UUID homeId = Query.id(context);
        export(context, homeId, "home-" + homeId);
    }

    void exportAll(RoutingContext context) {
        export(context, null, "service");
    }

    /** Everything that is sealed, as lines of JSON; goes on while it is read. */
    private void export(RoutingContext context, @Nullable UUID homeId, String name) {
        Caller caller = Callers.caller(context);
        caller.mustBe(ReadinessApi.MANAGERS);
        ProofKey signer = key;
        if (signer == null) {
            throw new Problem(503, "This console has no key to sign proofs with.");
        }
        Scope scope = caller.scope();
        String subject = homeId == null ? "service:" + scope.serviceId() : "home:" + homeId;
        HttpServerResponse response = context.response();
        audit.record(scope, "export-proof", subject, Pages.address(context))
                .compose(audited -> {
                    response.setChunked(true)
                            .putHeader(HttpHeaders.CONTENT_TYPE, "application/jsonl")
                            .putHeader("Content-Disposition", "attachment; filename=\"proof-" + name + ".jsonl\"");
                    return new ProofExport(parts.database(), parts.clock(), signer)
                            .write(scope, homeId, response::write);
                })
                .compose(written -> response.end())
                .onFailure(context::fail);
    }

    Future<Answer> issue(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(ReadinessApi.MANAGERS);
        Fields body = Json.body(context);
        LocalDate from = date(body, "from");
        LocalDate until = date(body, "until");
        if (until.isBefore(from) || until.isAfter(from.plusDays(LONGEST_DAYS))) {
            throw Problem.field("until", "At most " + LONGEST_DAYS + " days, and not before the first.");
        }
        return services.findById(caller.scope().serviceId())
                .map(service -> service.orElseThrow().zone())
                .compose(zone -> codes.issue(
                        caller.scope(),
                        Query.id(context),
                        from.atStartOfDay(zone).toInstant(),
                        until.plusDays(1).atStartOfDay(zone).toInstant(),
                        Pages.address(context)))
                .map(issued -> {
                    ProveCodes.Issued code = issued.orElseThrow(Problem::notFound);
                    return new Answer(
                            201,
                            Map.of(
                                    "id", code.id().toString(),
                                    "code", code.code(),
                                    "validFrom", code.validFrom().toString(),
                                    "validUntil", code.validUntil().toString()));
                });
    }

    Future<Answer> codes(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(ReadinessApi.READERS);
        return codes.ofHome(caller.scope(), Query.id(context))
                .map(found -> Answer.ok(
                        Map.of("items", found.stream().map(ProofApi::known).toList())));
    }

    Future<Answer> revoke(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(ReadinessApi.MANAGERS);
        UUID code = Pages.id(context, "code");
        if (code == null) {
            throw Problem.notFound();
        }
        return codes.revoke(caller.scope(), code, Pages.address(context)).map(revoked -> {
            if (!revoked) {
                throw Problem.notFound();
            }
            return Answer.ok(Map.of("revoked", true));
        });
    }

    Future<Answer> putException(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EXCEPTIONS);
        Fields body = Json.body(context);
        ReadinessExceptions.Wanted wanted = new ReadinessExceptions.Wanted(
                body.oneOf("kind", kinds()),
                body.text("owner", 100),
                body.has("reviewOn") ? date(body, "reviewOn") : null,
                body.optionalText("note", 1_000));
        return exceptions
                .put(caller.scope(), Query.id(context), wanted, Pages.address(context))
                .map(put -> {
                    if (!put) {
                        throw Problem.notFound();
                    }
                    return Answer.ok(Map.of("kind", wanted.kind().name(), "owner", wanted.owner()));
                });
    }

    Future<Answer> endException(RoutingContext context) {
        Caller caller = Callers.caller(context);
        caller.mustBe(EXCEPTIONS);
        return exceptions
                .end(caller.scope(), Query.id(context), Pages.address(context))
                .map(ended -> {
                    if (!ended) {
                        throw Problem.notFound();
                    }
                    return Answer.ok(Map.of("ended", true));
                });
    }

    private static Map<String, ReadinessException.Kind> kinds() {
        Map<String, ReadinessException.Kind> kinds = new LinkedHashMap<>();
        for (ReadinessException.Kind kind : ReadinessException.Kind.values()) {
            kinds.put(kind.name(), kind);
        }
        return kinds;
    }

    private static LocalDate date(Fields body, String name) {
        try {
            return LocalDate.parse(body.text(name, 10));
        } catch (DateTimeException e) {
            throw Problem.field(name, "A day looks like 2026-03-15.");
        }
    }

    private static Map<String, Object> publicKey(ProofPublicKey key) {
        return Map.of("id", key.id(), "pem", key.pem());
    }

    private static Map<String, @Nullable Object> known(ProveCodes.Known code) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("id", code.id().toString());
        json.put("validFrom", code.validFrom().toString());
        json.put("validUntil", code.validUntil().toString());
        json.put("issuedBy", code.issuedBy());
        json.put("revokedAt", ReadinessApi.text(code.revokedAt()));
        json.put("completedAt", ReadinessApi.text(code.completedAt()));
        return json;
    }
}
