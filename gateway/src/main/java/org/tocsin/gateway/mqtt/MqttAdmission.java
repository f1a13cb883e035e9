package org.tocsin.gateway.mqtt;

/** How many may come in: a bound on connections, and on new ones in a second (a bucket that holds one second's worth). */
final class MqttAdmission {
    private final int mostConnections;
    private final int perSecond;
    private int connections;
    private double allowance;
    private long refilledAt;

    enum Verdict {
        ADMITTED,
        TOO_MANY,
        TOO_FAST
    }

    /** @param nanos a monotonic clock's reading now */
    MqttAdmission(int mostConnections, int perSecond, long nanos) {
        this.mostConnections = mostConnections;
        this.perSecond = perSecond;
        this.allowance = perSecond;
        this.refilledAt = nanos;
    }

    /** Asks for one more connection; whoever is admitted must be counted out with {@link #gone}. */
    synchronized Verdict admit(long nanos) {
        allowance = Math.min(perSecond, allowance + (nanos - refilledAt) * 1e-9 * perSecond);
        refilledAt = nanos;
        if (connections >= mostConnections) {
            return Verdict.TOO_MANY;
        }
        if (allowance < 1) {
            return Verdict.TOO_FAST;
        }
        allowance -= 1;
        connections++;
        return Verdict.ADMITTED;
    }

    synchronized void gone() {
        connections--;
    }

    synchronized int connections() {
        return connections;
    }
}
