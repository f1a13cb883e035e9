package org.tocsin.alarm;

/** How urgent an alarm is: 1 comes first. Stored as its number. */
public enum Priority {
    LIFE(1),
    URGENT(2),
    FAULT(3),
    INFORMATION(4);

    private final int number;

    Priority(int number) {
        this.number = number;
    }

    public int number() {
        return number;
    }

    /** The more urgent of the two: a priority is raised, never lowered. */
    public Priority raisedTo(Priority other) {
        return other.number < number ? other : this;
    }

    /** @throws IllegalArgumentException for a number outside 1 to 4 */
    public static Priority of(int number) {
        for (Priority priority : values()) {
            if (priority.number == number) {
                return priority;
            }
        }
        throw new IllegalArgumentException("priority is 1 to 4, not " + number);
    }
}
