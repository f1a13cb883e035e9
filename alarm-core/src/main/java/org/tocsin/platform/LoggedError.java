package org.tocsin.platform;

import io.vertx.pgclient.PgException;
import org.jspecify.annotations.Nullable;

/** What a log may say of a failure. */
public final class LoggedError {
    private static final int DEEPEST = 8;
    /** The driver, too, quotes a value it cannot send. */
    private static final String DRIVER = "Parameter at position";

    private LoggedError() {}

    /**
     * Of a refusal by the database its SQL state and the constraint it named: the database's own text quotes the values
     * of the row, and those are people's. Of anything else what it says of itself.
     */
    public static String of(Throwable error) {
        Throwable cause = error;
        for (int depth = 0; depth < DEEPEST && cause != null; depth++) {
            if (cause instanceof PgException refusal) {
                return words(refusal);
            }
            if (String.valueOf(cause.getMessage()).startsWith(DRIVER)) {
                return "a value did not fit its parameter";
            }
            cause = cause.getCause();
        }
        return error.toString();
    }

    private static String words(PgException refusal) {
        @Nullable String constraint = refusal.getConstraint();
        return "the database refused, SQL state " + refusal.getSqlState()
                + (constraint == null ? "" : ", constraint " + constraint);
    }
}
