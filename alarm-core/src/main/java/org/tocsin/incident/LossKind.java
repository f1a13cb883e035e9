package org.tocsin.incident;

import java.util.Optional;

/** What a home has lost, as far as one cause may take it from many homes at once. */
public enum LossKind {
    MAINS,
    /** The mobile network: the operator's, or the mast's. */
    MOBILE,
    /** The broadband or telephone line: the provider's, or the street's. */
    LINE,
    /** A path of which the unit does not say which it is. */
    PATH,
    SILENT;

    /** The kind of a fault as it is stored; empty for what is this home's alone. */
    static Optional<LossKind> of(String fault) {
        return Optional.ofNullable(
                switch (fault) {
                    case "MAINS" -> MAINS;
                    case "MOBILE" -> MOBILE;
                    case "IP", "TELEPHONE_LINE" -> LINE;
                    case "PRIMARY_PATH", "REDUNDANT_PATH", "LINK" -> PATH;
                    case "SILENT" -> SILENT;
                    default -> null;
                });
    }
}
