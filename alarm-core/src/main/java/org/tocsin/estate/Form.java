package org.tocsin.estate;

/** How a value is written: what is accepted of each is decided by {@link Values}. */
enum Form {
    TEXT,
    DATE,
    UPRN,
    LINE_ANSWER,
    MOMENT,
    RISK_TIER,
    VULNERABILITIES,
    EQUIPMENT,
    STATUS,
    CID,
    PROTOCOL,
    PROOF,
    ICCID,
    PATHS,
    ADDRESSES,
    UNIT_STATUS,
    CONTACT_KIND,
    EMAIL,
    TYPE,
    DEVICE,
    POINT
}
