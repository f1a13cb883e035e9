package org.tocsin.access;

import java.util.UUID;

/**
 * A person who signs in, whatever the role.
 *
 * @param username unique over the platform, {@code [a-z0-9._-]}
 */
public record Operator(UUID id, UUID serviceId, String username, String displayName, Role role) {
    /** Acting in the own service, named so in every log line. */
    public Scope scope() {
        return new Scope(serviceId, id, "operator:" + username);
    }
}
