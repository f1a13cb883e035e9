package org.tocsin.gateway.scaip;

import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.gateway.sip.SipFlow;
import org.tocsin.gateway.sip.SipReply;
import org.tocsin.gateway.sip.SipRequest;
import org.tocsin.signal.Doubt;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.unit.HomeUnit;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * Calls that are placed to the gateway. Speech itself is a telephone system's; the caller is told whom to call instead: a
 * unit in service the operator who has taken its alarm, or the queue. Whoever is not on file, suspended or cannot prove
 * itself is sent to the queue, and a person sees an alarm, since somebody wants to be heard.
 */
final class CallRedirection {
    private static final Logger LOG = LoggerFactory.getLogger(CallRedirection.class);
    private static final SipReply NO_NUMBER =
            SipReply.because(480, "Temporarily Unavailable", "no number is on file where calls are answered");

    private final EventLoop loop;
    private final DeviceIntake intake;
    private final ScaipProof proof;
    private final ScaipSignals signals;
    private final UnprovenSignals unproven;

    CallRedirection(
            EventLoop loop, DeviceIntake intake, ScaipProof proof, ScaipSignals signals, UnprovenSignals unproven) {
        this.loop = loop;
        this.intake = intake;
        this.proof = proof;
        this.signals = signals;
        this.unproven = unproven;
    }

    private record Call(SipRequest request, SipFlow flow, Consumer<SipReply> reply, String cid) {}

    /** Answers each call once: 302, 401, or a refusal that says why. */
    void invite(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
        String cid = ScaipSignals.isDigits(request.fromUser())
                ? request.fromUser()
                : flow.certificate().cid().orElse("");
        Call call = new Call(request, flow, reply, cid);
        Future<Optional<OnFile>> unit = cid.isEmpty() ? Future.succeededFuture(Optional.empty()) : intake.unit(cid);
        unit.onComplete(found -> onLoop(call, () -> known(call, found)));
    }

    private void known(Call call, AsyncResult<Optional<OnFile>> found) {
        if (found.failed()) {
            call.reply().accept(SipReply.UNAVAILABLE);
            return;
        }
        Optional<OnFile> unit = found.result();
        Signal signal = signals.call(call.cid(), call.request(), call.flow().remoteAddress(), unit);
        if (unit.isEmpty()) {
            doubtful(call, signal, unit);
            return;
        }
        ScaipProof.Judgement judgement = proof.judge(call.request(), call.flow(), signal, unit);
        if (judgement instanceof ScaipProof.Heard heard) {
            unproven.settled(signal);
            boolean trusted = unit.get().unit().status() == HomeUnit.Status.IN_SERVICE
                    && heard.signal().context().doubts().stream().noneMatch(Doubt::unproven);
            if (trusted) {
                redirect(
                        call,
                        intake.callTarget(call.request().uri(), signal.context().serviceCode()));
            } else {
                doubtful(call, heard.signal(), unit);
            }
        } else if (judgement instanceof ScaipProof.Challenged challenged) {
            unproven.challenged(signal, unit);
            call.reply().accept(challenged.reply());
        } else if (judgement instanceof ScaipProof.Failed failed) {
            unproven.settled(signal);
            doubtful(call, failed.signal(), unit);
        } else if (judgement instanceof ScaipProof.Turned turned) {
            call.reply().accept(turned.reply());
        }
    }

    /** A voice that reaches the queue is worth more than a stored line: only a flooding address is not sent on. */
    private void doubtful(Call call, Signal signal, Optional<OnFile> unit) {
        intake.take(signal, unit)
                .onComplete(taken -> onLoop(call, () -> {
                    boolean flood = taken.succeeded()
                            && taken.result() instanceof Receipt.Refused refused
                            && refused.reason() == Receipt.Reason.ADDRESS_LIMIT;
                    if (flood) {
                        call.reply().accept(SipReply.UNAVAILABLE);
                    } else {
                        redirect(call, intake.callTarget(null, signal.context().serviceCode()));
                    }
                }));
    }

    private void redirect(Call call, Future<Optional<String>> target) {
        target.onComplete(found -> onLoop(call, () -> {
            if (found.failed()) {
                call.reply().accept(SipReply.UNAVAILABLE);
            } else {
                call.reply().accept(found.result().map(SipReply::movedTo).orElse(NO_NUMBER));
            }
        }));
    }

    private void onLoop(Call call, Runnable task) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> onLoop(call, task));
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("cid", call.cid()).setCause(e).log("a call failed");
            call.reply().accept(SipReply.SERVER_ERROR);
        }
    }
}
