package org.tocsin.console.api;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;

/**
 * Who uses the interface.
 *
 * @param role the person's; null for a program with a token of its service
 */
public record Caller(Scope scope, @Nullable Role role) {
    /** A program, which names the person it acts for where one is needed. */
    public boolean program() {
        return role == null;
    }

    public boolean worksOnAlarms() {
        return role == null || role.worksOnAlarms();
    }

    void mustWorkOnAlarms() {
        if (!worksOnAlarms()) {
            throw new Problem(403, "Your role does not work on alarms.");
        }
    }

    /** The service's homes, units and rules are for everybody but responders, who see their own jobs. */
    void mustReadTheEstate() {
        if (role == Role.RESPONDER) {
            throw new Problem(403, "Your role sees its own jobs only.");
        }
    }

    void mustBe(Set<Role> roles) {
        if (role != null && !roles.contains(role)) {
            throw new Problem(403, "Your role may not do this.");
        }
    }
}
