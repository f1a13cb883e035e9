package org.tocsin.platform;

/**
 * The names of everything we measure, in Prometheus spelling with base units. Labels come from enums and other small,
 * closed sets only, never from what a home or a person sent.
 */
public final class Metrics {
    /** Signals by what became of them. Labels: {@code protocol}, {@code outcome} recorded, duplicate or refused. */
    public static final String SIGNALS = "tocsin_signals_total";

    /** From a signal handed in to its receipt. Label: {@code protocol}. */
    public static final String SIGNAL_ANSWER = "tocsin_signal_answer_seconds";

    /** Signals waiting for their commit. Label: {@code lane}. */
    public static final String INTAKE_WAITING = "tocsin_intake_waiting";

    /** Signals that shared one transaction. */
    public static final String INTAKE_GROUP = "tocsin_intake_group_size";

    /** Duration of a group's transaction. */
    public static final String INTAKE_COMMIT = "tocsin_intake_commit_seconds";

    /** Signs of life taken from units. Label: {@code protocol}. */
    public static final String HEARTBEATS = "tocsin_heartbeats_total";

    /** Home units connected now. Label: {@code protocol}. */
    public static final String CONNECTIONS = "tocsin_device_connections";

    /** Home units at the door, not let in yet. Label: {@code protocol}. */
    public static final String CONNECTIONS_WAITING = "tocsin_device_connections_waiting";

    /** Connection attempts by outcome. Labels: {@code protocol}, {@code outcome}. */
    public static final String CONNECTS = "tocsin_device_connects_total";

    /** Messages refused at the edge, never stored. Labels: {@code protocol}, {@code reason}. */
    public static final String REFUSALS = "tocsin_device_refusals_total";

    /** SIP messages that came in. Label: {@code transport} udp, tcp or tls. */
    public static final String SIP_RECEIVED = "tocsin_sip_received_total";

    /** Requests over UDP that came again and were answered from memory. */
    public static final String SIP_RETRANSMISSIONS = "tocsin_sip_retransmissions_total";

    /** SIP transactions held in memory. Label: {@code side} server, client or invite. */
    public static final String SIP_TRANSACTIONS = "tocsin_sip_transactions";

    /** Replies of the application sent to units. Label: {@code outcome} answered, timed_out or failed. */
    public static final String MRS = "tocsin_scaip_replies_total";

    /** Commands to units. Label: {@code outcome} sent, not_sent, answered or answered_again. */
    public static final String COMMANDS = "tocsin_unit_commands_total";

    /** 1 while a connection of the bridge to its broker stands, otherwise 0. Label: {@code line} life or routine. */
    public static final String BRIDGE_CONNECTED = "tocsin_bridge_connected";

    /** How often the bridge lost its broker, or did not reach it. Label: {@code line}. */
    public static final String BRIDGE_LOST = "tocsin_bridge_lost_total";

    /** Messages the broker handed over, repeats included. Label: {@code line}. */
    public static final String BRIDGE_RECEIVED = "tocsin_bridge_received_total";

    /** Messages acknowledged to the broker. Label: {@code line}. */
    public static final String BRIDGE_ACKNOWLEDGED = "tocsin_bridge_acknowledged_total";

    /** Answers to units given to the broker. Labels: {@code line}, {@code outcome} taken or refused by the broker. */
    public static final String BRIDGE_ANSWERS = "tocsin_bridge_answers_total";

    /** Messages acknowledged to the broker without being taken. Label: {@code line}. */
    public static final String BRIDGE_PASSED_OVER = "tocsin_bridge_passed_over_total";

    /** Attempts to commit that failed and were made again. Label: {@code line}. */
    public static final String BRIDGE_RETRIES = "tocsin_bridge_retries_total";

    /** Messages not yet acknowledged to the broker. Label: {@code line}. */
    public static final String BRIDGE_IN_FLIGHT = "tocsin_bridge_in_flight";

    /** Reports of the telephone system. Labels: {@code event}, {@code outcome} alarm, no_alarm or repeated. */
    public static final String CALL_REPORTS = "tocsin_call_reports_total";

    /** From a press received to its change sent to the service's boards. */
    public static final String LIVE_PUSH = "tocsin_live_push_seconds";

    /** Live connections of boards, programs and responders. */
    public static final String LIVE_LISTENERS = "tocsin_live_listeners";

    /** Listeners closed because they took nothing for too long. */
    public static final String LIVE_TOO_SLOW = "tocsin_live_too_slow_total";

    /** Home units on file. Label: {@code state} new, alive, late, silent or paused. */
    public static final String UNITS = "tocsin_units";

    /** Silences, and ends of silences, that were noticed and have not become a fault or its restoral yet. */
    public static final String SILENCES_UNTOLD = "tocsin_silences_untold";

    /** How long the life alarm that nobody takes and that has waited longest has waited; 0 where none waits. */
    public static final String UNTAKEN = "tocsin_life_alarm_untaken_seconds";

    /** Services in which a life alarm waits and no board is open. */
    public static final String NO_BOARD = "tocsin_services_without_board";

    /** Messages to people that could not be sent, or did not arrive, within the last hour. */
    public static final String MESSAGES_FAILED = "tocsin_messages_failed";

    /** How long the message that should have been sent has been overdue; 0 where none is. */
    public static final String MESSAGES_OVERDUE = "tocsin_messages_overdue_seconds";

    private Metrics() {}
}
