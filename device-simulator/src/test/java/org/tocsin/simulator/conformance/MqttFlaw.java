package org.tocsin.simulator.conformance;

import org.tocsin.simulator.conformance.mqtt.MqttSubject.Version;

/** One thing an MQTT receiver does wrong, the case that must notice it, and what that case must say it saw. */
enum MqttFlaw {
    PUBACK_AND_NO_ACK("MQ-01", "no down/ack"),
    ACK_AND_NO_PUBACK("MQ-01", "no PUBACK"),
    PUBACK_THAT_REFUSES("MQ-01", "PUBACK 0x83"),
    ANOTHER_REFERENCE("MQ-01", "no down/ack"),
    ANOTHER_TOPIC("MQ-01", "the ack came on"),
    NO_CORRELATION("MQ-01", "Correlation Data"),
    ALARMS_ONLY("MQ-02", "up/reset"),
    NO_ACK_FOR_A_REPEAT("MQ-03", "no second down/ack"),
    REPEAT_REFUSED("MQ-03", "the repeat: PUBACK 0x91"),
    CLOSES_ON_A_DUPLICATE("MQ-04", "the connection was closed"),
    QOS_1_ONLY("MQ-05", "no down/ack"),
    NO_PUBCOMP("MQ-05", "no PUBCOMP"),
    RESPONSE_TOPIC_IGNORED("MQ-06", "asked for down/mine"),
    RESPONSE_TOPIC_ANYWHERE("MQ-06", "asked for another unit's topic"),
    LOSES_IN_A_BURST("MQ-07", "no PUBACK"),
    OUT_OF_ORDER("MQ-07", "in another order"),
    CODES_AS_TEXT_ONLY("MQ-08", "ack snu 3"),
    STATE_REFUSED("MQ-09", "PUBACK 0x90"),
    STATE_ACKNOWLEDGED("MQ-09", "a down/ack for a state"),
    NO_JSON_IS_FINE("MQ-10", "a text: PUBACK 0x0"),
    BROKEN_JSON_IS_FINE("MQ-10", "ack snu 0, expected 2"),
    ANY_LENGTH("MQ-11", "9,000 bytes: PUBACK 0x0"),
    LISTENS_ANYWHERE("MQ-12", "SUBSCRIBE to another unit's"),
    SPEAKS_ANYWHERE("MQ-12", "PUBACK 0x0"),
    SPEAKS_ANYWHERE_IN_3("MQ-12", "the line did not end", Version.V3_1_1),
    ANY_CID("MQ-13", "another cid: PUBACK 0x0"),
    ANY_CID_IN_3("MQ-13", "an ack with snu 0", Version.V3_1_1),
    NOTHING_IS_MANDATORY("MQ-14", "expected 7"),
    NAMES_NOTHING("MQ-14", "no dty: ack snu 7"),
    ACKNOWLEDGES_NOBODY("MQ-14", "an ack without a ref"),
    ANY_TOPIC("MQ-15", "PUBACK 0x0"),
    ANY_TOPIC_IN_3("MQ-15", "the line did not end", Version.V3_1_1),
    ANY_SIZE("MQ-16", "the line stands"),
    BEARS_RUBBISH("MQ-17", "the line stands"),
    BEARS_HTTP("MQ-17", "a line that began with HTTP stands"),
    KEEPS_A_SESSION("MQ-20", "a session is said to be present"),
    SESSION_OF_AN_HOUR("MQ-20", "Session Expiry 3600"),
    OWN_TOPIC_REFUSED("MQ-20", "SUBACK 0x87"),
    ANY_PASSWORD("MQ-21", "CONNACK 0x0"),
    ANOTHER_REASON_FOR_A_PASSWORD("MQ-21", "CONNACK 0x87"),
    ANOTHER_REASON_FOR_A_PASSWORD_IN_3("MQ-21", "CONNACK 0x5", Version.V3_1_1),
    OLDER_LINE_STANDS("MQ-22", "the older line stands"),
    TAKEN_OVER_WITHOUT_A_WORD("MQ-22", "without DISCONNECT 0x8e"),
    LOST_UNITS_STAY_OUT("MQ-23", "CONNACK 0x97"),
    NO_PINGRESP("MQ-24", "no PINGRESP"),
    BEARS_SILENCE("MQ-24", "the line stands"),
    ANY_PROTOCOL("MQ-26", "was accepted");

    private final String noticedBy;
    private final String seen;
    private final Version version;

    MqttFlaw(String noticedBy, String seen) {
        this(noticedBy, seen, Version.V5);
    }

    MqttFlaw(String noticedBy, String seen, Version version) {
        this.noticedBy = noticedBy;
        this.seen = seen;
        this.version = version;
    }

    String noticedBy() {
        return noticedBy;
    }

    /** Part of what the report says. */
    String seen() {
        return seen;
    }

    Version version() {
        return version;
    }
}
