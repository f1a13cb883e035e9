package org.tocsin.gateway.scaip;

import io.netty.channel.EventLoop;
import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.tocsin.gateway.DeviceIntake;
import org.tocsin.gateway.sip.SipFlow;
import org.tocsin.gateway.sip.SipReply;
import org.tocsin.gateway.sip.SipRequest;
import org.tocsin.signal.Classification;
import org.tocsin.signal.Origin;
import org.tocsin.signal.Receipt;
import org.tocsin.signal.Signal;
import org.tocsin.signal.SignalKind;
import org.tocsin.unit.UnitDirectory.OnFile;

/**
 * The way of a SCAIP request: read, find the unit, let it prove itself, commit, and only then answer; the reply of the
 * application follows in a message of its own. Whatever came from a home is kept, readable or not.
 */
final class ScaipHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ScaipHandler.class);
    private static final Logger WIRE = LoggerFactory.getLogger("wire");
    private static final int DRAIN_SECONDS = 5;

    private final EventLoop loop;
    private final DeviceIntake intake;
    private final ScaipProof proof;
    private final ScaipSignals signals;
    private final UnprovenSignals unproven;
    private final ScaipReplies replies;
    private final Promise<Void> drained = Promise.promise();
    /** Requests whose unit is being looked up, in their order; the look-up ends within a second. */
    private final Map<String, List<Call>> asking = new HashMap<>();

    private int inside;
    private boolean draining;

    ScaipHandler(
            EventLoop loop,
            DeviceIntake intake,
            ScaipProof proof,
            ScaipSignals signals,
            UnprovenSignals unproven,
            ScaipReplies replies) {
        this.loop = loop;
        this.intake = intake;
        this.proof = proof;
        this.signals = signals;
        this.unproven = unproven;
        this.replies = replies;
    }

    /** One request on its way. */
    private record Call(
            SipRequest request, SipFlow flow, Consumer<SipReply> reply, Mrq mrq, Origin origin, byte[] body) {
        /** Where the body names no unit, its sender's name does, if it is a number, or else its certificate. */
        String cid() {
            if (!mrq.cid().isEmpty()) {
                return mrq.cid();
            }
            return ScaipSignals.isDigits(request.fromUser())
                    ? request.fromUser()
                    : flow.certificate().cid().orElse("");
        }

        boolean mayBeInNeed() {
            return !(mrq instanceof Mrq.Read read) || DeviceIntake.isLife(Classification.kind(read.body()));
        }
    }

    void message(SipRequest request, SipFlow flow, Consumer<SipReply> reply) {
        Origin origin = signals.origin(flow.remoteAddress());
        byte[] body = MrqText.trim(request.body());
        if (!isSpoken(request.mediaType())) {
            reply.accept(SipReply.UNSUPPORTED_MEDIA_TYPE);
            if (new String(body, StandardCharsets.ISO_8859_1).contains("<mrq")) {
                unreadable(body, flow);
            }
            return;
        }
        Mrq mrq = ScaipXml.read(body, request.charset(), replies.inside());
        if (mrq instanceof Mrq.Reply) {
            reply.accept(SipReply.NOTHING_ASKED);
            return;
        }
        Call call = new Call(request, flow, reply, mrq, origin, body);
        WIRE.atInfo().addKeyValue("cid", call.cid()).log("MESSAGE ref={} {} bytes", mrq.ref(), body.length);
        if (mrq instanceof Mrq.Read read && !read.cut().isEmpty()) {
            LOG.atInfo().addKeyValue("cid", call.cid()).log("texts that were too long have been cut: {}", read.cut());
        }
        inside++;
        ask(call);
    }

    /** What one unit says is worked off in the order it came, also while the store is asked who it is. */
    private void ask(Call call) {
        String cid = call.cid();
        if (cid.isEmpty()) {
            onLoop(call, () -> known(call, Future.succeededFuture(Optional.empty())));
            return;
        }
        // Also where its heartbeat is being looked up: that may stand far behind.
        Future<Optional<OnFile>> unit = call.mayBeInNeed() ? intake.unitFirst(cid) : intake.unit(cid);
        List<Call> queue = asking.get(cid);
        if (queue != null) {
            queue.add(call);
            return;
        }
        if (unit.isComplete()) {
            onLoop(call, () -> known(call, unit));
            return;
        }
        asking.put(cid, new ArrayList<>(List.of(call)));
        unit.onComplete(found -> loop.execute(() -> asked(cid, found)));
    }

    private void asked(String cid, AsyncResult<Optional<OnFile>> found) {
        List<Call> calls = asking.remove(cid);
        if (calls != null) {
            calls.forEach(call -> onLoop(call, () -> known(call, found)));
        }
    }

    void unreadable(byte[] frame, SipFlow flow) {
        inside++;
        Signal signal = signals.unreadable(frame, signals.origin(flow.remoteAddress()));
        intake.take(signal, Optional.empty()).onComplete(taken -> loop.execute(this::left));
    }

    Future<Void> drain() {
        draining = true;
        Future<Void> flushed = unproven.flush();
        loop.schedule(() -> drained.tryComplete(), DRAIN_SECONDS, TimeUnit.SECONDS);
        if (inside <= 0) {
            drained.tryComplete();
        }
        return drained.future().compose(empty -> flushed);
    }

    private boolean isSpoken(String mediaType) {
        return mediaType.equals(Mrs.MEDIA_TYPE) || (replies.inside() && mediaType.equals(ScaipReplies.DIALECT));
    }

    private void known(Call call, AsyncResult<Optional<OnFile>> found) {
        if (found.failed()) {
            answer(call, SipReply.UNAVAILABLE);
            return;
        }
        Optional<OnFile> unit = found.result();
        Signal signal = signals.signal(call.mrq(), call.cid(), call.body(), call.request(), call.origin(), unit);
        ScaipProof.Judgement judgement = proof.judge(call.request(), call.flow(), signal, unit);
        if (judgement instanceof ScaipProof.Heard heard) {
            unproven.settled(heard.signal());
            take(call, heard.signal(), unit);
        } else if (judgement instanceof ScaipProof.Challenged challenged) {
            if (challenged.keep()) {
                unproven.challenged(signal, unit);
            }
            answer(call, challenged.reply());
        } else if (judgement instanceof ScaipProof.Failed failed) {
            unproven.settled(failed.signal());
            intake.take(failed.signal(), unit)
                    .onComplete(taken ->
                            onLoop(call, () -> answer(call, positive(taken) ? failed.reply() : SipReply.UNAVAILABLE)));
        } else if (judgement instanceof ScaipProof.Turned turned) {
            answer(call, turned.reply());
        }
    }

    private void take(Call call, Signal signal, Optional<OnFile> unit) {
        // A heartbeat under a name its model must not have is no sign of life of that unit.
        boolean turned = signal.kind() == SignalKind.HEARTBEAT && MrsDecision.refused(signal, unit);
        intake.take(signal, turned ? Optional.empty() : unit)
                .onComplete(taken -> onLoop(call, () -> {
                    if (!positive(taken)) {
                        answer(call, SipReply.UNAVAILABLE);
                    } else if (replies.inside()) {
                        ScaipReplies.Stored stored = new ScaipReplies.Stored(signal, taken.result(), unit);
                        replies.decide(call.mrq(), stored)
                                .onComplete(said -> onLoop(call, () -> answer(call, replies.inside(said.result()))));
                    } else if (call.mrq().ref().isEmpty()) {
                        answer(call, proof.warning(call.mrq()));
                    } else {
                        follow(call, new ScaipReplies.Stored(signal, taken.result(), unit));
                    }
                }));
    }

    /** The 200 first, then the answer of the application in a message of its own. */
    private void follow(Call call, ScaipReplies.Stored stored) {
        call.reply().accept(SipReply.OK);
        replies.decide(call.mrq(), stored)
                .onComplete(said -> onLoop(call, () -> {
                    replies.send(said.result(), call.request(), call.flow(), stored);
                    left();
                }));
    }

    private void answer(Call call, SipReply reply) {
        call.reply().accept(reply);
        left();
    }

    private void left() {
        inside--;
        if (draining && inside <= 0) {
            drained.tryComplete();
        }
    }

    private static boolean positive(AsyncResult<Receipt> taken) {
        return taken.succeeded() && taken.result().positive();
    }

    /** Back on the endpoint's thread. A mistake of ours is answered negatively: the unit tries its second path. */
    private void onLoop(Call call, Runnable task) {
        if (!loop.inEventLoop()) {
            loop.execute(() -> onLoop(call, task));
            return;
        }
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("cid", call.cid()).setCause(e).log("a request failed");
            answer(call, SipReply.SERVER_ERROR);
        }
    }
}
