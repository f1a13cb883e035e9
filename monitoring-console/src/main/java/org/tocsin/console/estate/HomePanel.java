package org.tocsin.console.estate;

import io.vertx.core.Future;
import java.util.UUID;
import org.tocsin.console.SignedIn;

/** A part of a home's page that another concept renders: its readiness, its proofs, its visits, its supervision. */
public interface HomePanel {
    /**
     * A {@code <section>} with its heading, as its own template rendered it; empty where there is nothing to show. The
     * home is one of the reader's service, and the reading of it is on the audit trail already.
     */
    Future<String> render(SignedIn reader, UUID homeId);
}
