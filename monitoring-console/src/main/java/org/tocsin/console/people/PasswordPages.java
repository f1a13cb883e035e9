package org.tocsin.console.people;

import io.vertx.core.Future;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.Objects;
import org.tocsin.access.OwnPassword;
import org.tocsin.access.PasswordRules;
import org.tocsin.access.Passwords;
import org.tocsin.console.Login;
import org.tocsin.console.Pages;
import org.tocsin.console.Parts;
import org.tocsin.console.SignInLimit;
import org.tocsin.console.SignedIn;

/** {@code /password}: everybody's own, on a desk and on a phone; whoever was handed one chooses theirs here first. */
public final class PasswordPages {
    private static final String ROOT = "/password";

    private final Pages pages;
    private final OwnPassword own;
    private final SignInLimit limit;

    public PasswordPages(Parts parts, Pages pages) {
        this.pages = pages;
        this.own = new OwnPassword(parts.database(), parts.operators().passwords(), parts.clock());
        this.limit = new SignInLimit(parts.clock());
    }

    /** Adds the page, for people who are signed in. */
    public void mount(Router router) {
        router.get(ROOT).handler(context -> show(context, ""));
        router.post(ROOT).handler(this::change);
    }

    private void show(RoutingContext context, String problem) {
        SignedIn me = Login.signedIn(context);
        boolean done = problem.isEmpty() && context.request().getParam("changed") != null;
        Pages.html(
                context,
                pages.render(
                        "password.jte",
                        Map.of(
                                "me",
                                me,
                                "first",
                                Login.firstPassword(context),
                                "rule",
                                PasswordRules.RULE,
                                "done",
                                done,
                                "problem",
                                problem)));
    }

    private void change(RoutingContext context) {
        SignedIn me = Login.signedIn(context);
        String now = typed(context, "now");
        String next = typed(context, "next");
        String address = Pages.address(context);
        if (!limit.allows(address, me.username())) {
            refused(context, 429, "Too many failed attempts. Wait a few minutes and try again.");
            return;
        }
        if (now.length() > PasswordRules.LONGEST || next.length() > PasswordRules.LONGEST) {
            refused(context, 422, "At most 256 characters.");
            return;
        }
        if (!next.equals(typed(context, "again"))) {
            refused(context, 422, "The new password was typed in two ways. Type the same twice.");
            return;
        }
        limit.attempted(address, me.username());
        String token = Objects.requireNonNull(Login.token(context.request()));
        Future<OwnPassword.Result> changed = own.change(me.scope(), me.operatorId(), now, next, token, address);
        changed.onSuccess(result -> {
                    if (result instanceof OwnPassword.Result.Wrong) {
                        refused(context, 422, "That is not your present password.");
                        return;
                    }
                    limit.succeeded(address, me.username());
                    if (result instanceof OwnPassword.Result.Refused no) {
                        refused(context, 422, no.why());
                    } else {
                        Pages.seeOther(context, ROOT + "?changed=1");
                    }
                })
                .onFailure(e -> {
                    limit.undone(address, me.username());
                    if (e instanceof Passwords.Busy) {
                        refused(context, 503, "That is not possible right now. Try again in a moment.");
                    } else {
                        context.fail(e);
                    }
                });
    }

    private void refused(RoutingContext context, int status, String why) {
        context.response().setStatusCode(status);
        show(context, why);
    }

    /** Spaces around a password are part of it. */
    private static String typed(RoutingContext context, String name) {
        String value = context.request().getFormAttribute(name);
        return value == null ? "" : value;
    }
}
