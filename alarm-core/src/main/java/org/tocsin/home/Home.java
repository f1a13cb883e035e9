package org.tocsin.home;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The dwelling, as anybody of the service may see it; how to get in is another matter, see {@link HomeStore#access}.
 *
 * @param risks risks to whoever goes in; shown before the address
 * @param access whether there is something to know about getting in
 */
public record Home(
        UUID id, UUID serviceId, Address address, @Nullable String risks, Access access) {

    /** Where it is. */
    public record Address(
            String line1, @Nullable String line2, @Nullable String town, String postcode) {
        /** In one line: "12 Rose Court, Leeds, LS1 4AB". */
        public String words() {
            StringBuilder words = new StringBuilder(line1);
            for (String part : new String[] {line2, town, postcode}) {
                if (part != null) {
                    words.append(", ").append(part);
                }
            }
            return words.toString();
        }
    }

    /** That a key safe code or an access note is on file; never what they say. */
    public record Access(boolean keySafe, boolean note) {}
}
