package org.tocsin.console;

import java.util.UUID;
import org.tocsin.access.Operator;
import org.tocsin.access.Role;
import org.tocsin.access.Scope;
import org.tocsin.access.Sessions;

/**
 * The person behind a request.
 *
 * @param csrf to be sent back with everything that changes something: form field {@code _csrf} or header
 *     {@code X-CSRF-Token}
 */
public record SignedIn(UUID operatorId, UUID serviceId, String username, String displayName, Role role, String csrf) {

    static SignedIn of(Sessions.Session session) {
        Operator operator = session.operator();
        return new SignedIn(
                operator.id(),
                operator.serviceId(),
                operator.username(),
                operator.displayName(),
                operator.role(),
                session.csrf());
    }

    /** In whose name stores are asked. */
    public Scope scope() {
        return new Operator(operatorId, serviceId, username, displayName, role).scope();
    }
}
