package org.tocsin.gateway;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Whom a certificate names: its common name, and the subject alternative names that are DNS names or URIs (RFC 5922 §7.1
 * reads a SIP identity from either). Of a {@code sip:} URI the user part is a name too.
 *
 * @param all in this order: common name, alternative names; empty for none
 */
public record CertificateNames(Set<String> all) {
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int LONGEST_CID = 32;

    public static final CertificateNames NONE = new CertificateNames(Set.of());

    static CertificateNames of(X509Certificate certificate) {
        Set<String> names = new LinkedHashSet<>();
        try {
            for (Rdn part : new LdapName(certificate.getSubjectX500Principal().getName()).getRdns()) {
                if (part.getType().equalsIgnoreCase("CN")) {
                    names.add(part.getValue().toString().strip());
                }
            }
            Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
            for (List<?> alternative : alternatives == null ? List.<List<?>>of() : alternatives) {
                add(names, (Integer) alternative.get(0), alternative.get(1));
            }
        } catch (InvalidNameException | CertificateParsingException e) {
            return NONE; // names nobody as far as can be read
        }
        return new CertificateNames(names);
    }

    /** The first name that is a unit's id: 1 to 32 digits. */
    public Optional<String> cid() {
        return all.stream().filter(CertificateNames::isCid).findFirst();
    }

    /** True when this is one of the names; DNS names know no case. */
    public boolean holds(String name) {
        return all.stream().anyMatch(each -> each.equalsIgnoreCase(name));
    }

    private static void add(Set<String> names, int type, Object value) {
        if (type != DNS && type != URI) {
            return;
        }
        String name = value.toString().strip();
        names.add(name);
        int colon = name.indexOf(':');
        int at = name.indexOf('@');
        if (type == URI && colon > 0 && at > colon && name.regionMatches(true, 0, "sip", 0, 3)) {
            names.add(name.substring(colon + 1, at));
        }
    }

    private static boolean isCid(String name) {
        return !name.isEmpty() && name.length() <= LONGEST_CID && name.chars().allMatch(c -> c >= '0' && c <= '9');
    }
}
