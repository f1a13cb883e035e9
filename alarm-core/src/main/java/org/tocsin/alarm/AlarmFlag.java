package org.tocsin.alarm;

/** What has become of an alarm that whoever works on it must know, beside the doubts about its signals. Stored by name. */
public enum AlarmFlag {
    /** All its faults are over; a person still has to look and close. */
    RESTORED,
    /** The same fault came three times within a day: that it is over once more settles nothing. */
    RECURRING,
    /** A scheme's manager has been on duty for longer than can be. */
    DUTY_FORGOTTEN,
    /** Nobody has spoken with the home, which was to be spoken with: call back. */
    NO_SPEECH
}
