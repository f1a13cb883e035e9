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

    /**
     * Which kind of failure it is and where in our own code, and of a refusal by the database its SQL state: nothing of what
     * the failure says of itself, for that may quote what a person sent.
     */
    public static String kind(Throwable error) {
        Throwable cause = error;
        for (int depth = 0; depth < DEEPEST && cause != null; depth++) {
            if (cause instanceof PgException refusal) {
                return words(refusal) + place(error);
            }
            cause = cause.getCause();
        }
        Throwable inner = error.getCause();
        return error.getClass().getName()
                + (inner == null ? "" : ", caused by " + inner.getClass().getName())
                + place(error);
    }

    private static String place(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause() == cause ? null : cause.getCause()) {
            for (StackTraceElement frame : cause.getStackTrace()) {
                if (frame.getClassName().startsWith("org.tocsin.")) {
                    return " at " + frame.getClassName() + ":" + frame.getLineNumber();
                }
            }
        }
        return "";
    }

    private static String words(PgException refusal) {
        @Nullable String constraint = refusal.getConstraint();
        return "the database refused, SQL state " + refusal.getSqlState()
                + (constraint == null ? "" : ", constraint " + constraint);
    }
}
