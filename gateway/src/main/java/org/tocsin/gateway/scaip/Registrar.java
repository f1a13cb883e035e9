package org.tocsin.gateway.scaip;

import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.gateway.sip.SipContact;
import org.tocsin.gateway.sip.SipFlow;
import org.tocsin.gateway.sip.SipReply;
import org.tocsin.gateway.sip.SipRequest;
import org.tocsin.signal.Signal;
import org.tocsin.unit.ContactStore;
import org.tocsin.unit.RegisteredContact;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * Takes registrations (RFC 3261 §10.3). A unit proves itself as for a heartbeat, and a registration counts as one. Whoever
 * is not on file is told yes, since many units raise no alarm before they are registered, and nothing is kept.
 */
final class Registrar {
    private static final Logger LOG = LoggerFactory.getLogger(Registrar.class);

    private final EventLoop loop;
    private final DeviceIntake intake;
    private final ScaipProof proof;
    private final ScaipSignals signals;
    private final ContactStore contacts;
    private final InstantSource clock;

    Registrar(
            EventLoop loop,
            DeviceIntake intake,
            ScaipProof proof,
            ScaipSignals signals,
            ContactStore contacts,
            InstantSource clock) {
        this.loop = loop;
        this.intake = intake;
        this.proof = proof;
        this.signals = signals;
        this.contacts = contacts;
        this.clock = clock;
    }

    private record Call(SipRequest request, SipFlow flow, Consumer<SipReply> reply, String cid, SipContact contact) {}

    void register(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
        SipContact contact = SipContact.of(request);
        if (!contact.uri().isEmpty() && !contact.usable()) {
            reply.accept(SipReply.BAD_REQUEST);
            return;
        }
        String cid = ScaipSignals.isDigits(request.toUser()) ? request.toUser() : request.fromUser();
        Call call = new Call(request, flow, reply, cid, contact);
        if (cid.isEmpty()) {
            stranger(call);
            return;
        }
        intake.unit(cid).onComplete(found -> onLoop(call, () -> known(call, found)));
    }

    private void known(Call call, AsyncResult<Optional<OnFile>> found) {
        if (found.failed()) {
            call.reply().accept(SipReply.UNAVAILABLE);
        } else if (found.result().isEmpty()) {
            stranger(call);
        } else {
            onFile(call, found.result().get());
        }
    }

    private static void stranger(Call call) {
        call.reply()
                .accept(SipReply.registered(call.contact().uri(), call.contact().seconds()));
    }

    private void onFile(Call call, OnFile unit) {
        Signal sign = signals.registration(call.cid(), call.flow().remoteAddress(), unit);
        ScaipProof.Judgement judgement = proof.judge(call.request(), call.flow(), sign, Optional.of(unit));
        if (judgement instanceof ScaipProof.Heard heard) {
            intake.take(heard.signal(), Optional.of(unit))
                    .onComplete(taken -> onLoop(call, () -> {
                        if (taken.succeeded() && taken.result().positive()) {
                            heard(call, unit);
                        } else {
                            call.reply().accept(SipReply.UNAVAILABLE);
                        }
                    }));
        } else if (judgement instanceof ScaipProof.Challenged challenged) {
            call.reply().accept(challenged.reply());
        } else if (judgement instanceof ScaipProof.Turned turned) {
            call.reply().accept(turned.reply());
        } else {
            call.reply().accept(SipReply.FORBIDDEN);
        }
    }

    private void heard(Call call, OnFile unit) {
        SipContact wanted = call.contact();
        RegisteredContact known = unit.contact();
        if (wanted.asksOnly()) {
            call.reply().accept(registered(known));
        } else if (wanted.seconds() == 0) {
            store(call, contacts.end(unit.unit()), SipReply.registered("", 0));
        } else {
            RegisteredContact next = contact(call, unit);
            if (known != null && stillGood(known, next)) {
                call.reply().accept(registered(known));
            } else {
                store(call, contacts.put(unit.unit(), next), SipReply.registered(next.uri(), wanted.seconds()));
            }
        }
    }

    private void store(Call call, Future<Void> stored, SipReply reply) {
        stored.onComplete(done -> onLoop(call, () -> {
            intake.changed(call.cid());
            call.reply().accept(done.succeeded() ? reply : SipReply.UNAVAILABLE);
        }));
    }

    private RegisteredContact contact(Call call, OnFile unit) {
        SipContact wanted = call.contact();
        return new RegisteredContact(
                wanted.uri(),
                wanted.host(),
                wanted.port(),
                wanted.transport().name(),
                call.flow().remoteAddress(),
                ScaipProof.proves(unit),
                clock.instant().plusSeconds(wanted.seconds()));
    }

    /** Units repeat themselves every half minute to keep their router's table warm: not each of it is written. */
    private boolean stillGood(RegisteredContact known, RegisteredContact next) {
        Instant now = clock.instant();
        Duration left = Duration.between(now, known.expiresAt());
        Duration asked = Duration.between(now, next.expiresAt());
        return known.uri().equals(next.uri())
                && known.sourceAddress().equals(next.sourceAddress())
                && known.proven() == next.proven()
                && left.multipliedBy(2).compareTo(asked) > 0
                && left.compareTo(asked) <= 0;
    }

    private SipReply registered(@Nullable RegisteredContact known) {
        long left = known == null
                ? 0
                : Duration.between(clock.instant(), known.expiresAt()).toSeconds();
        return SipReply.registered(known == null ? "" : known.uri(), left);
    }

    private void onLoop(Call call, Runnable task) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> onLoop(call, task));
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("cid", call.cid()).setCause(e).log("a registration failed");
            call.reply().accept(SipReply.SERVER_ERROR);
        }
    }
}
