package org.tocsin.gateway.scaip;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.tocsin.gateway.sip.SipFlow;
import org.tocsin.unit.RegisteredContact;

/**
 * Where a reply goes: back where the request came from, or over UDP to the contact the unit has registered. A contact is
 * what a sender wrote, so it is believed only of a unit that has proved who it is, both when it registered and now; a
 * gateway that sent replies wherever it is told would be a weapon.
 *
 * @param flow the way
 * @param uri the contact, for the first line of the message; null on the way back to the source
 */
record ReplyPath(SipFlow flow, @Nullable String uri) {
    /** How far an address is heard. An address is worth nothing to somebody further away than it reaches. */
    private enum Reach {
        NOWHERE,
        MACHINE,
        LINE,
        HOUSE,
        WORLD
    }

    /** Where the request came from. */
    static ReplyPath back(SipFlow source) {
        return new ReplyPath(source, null);
    }

    /**
     * @param contact what the unit has registered, if anything
     * @param proven whether this very request has proved who sent it
     */
    static ReplyPath choose(SipFlow source, @Nullable RegisteredContact contact, boolean proven, Instant now) {
        if (contact == null || !proven || !contact.proven() || !now.isBefore(contact.expiresAt())) {
            return back(source);
        }
        String host = contact.host();
        boolean datagrams = source.transport() == SipFlow.Transport.UDP
                && contact.transport().equals("UDP");
        if (!datagrams || host == null || !reachable(host, source, contact)) {
            return back(source);
        }
        return new ReplyPath(source.towards(host, contact.port()), contact.uri());
    }

    /**
     * Behind a home router the contact is an address of the house and the source one of the world: the source wins. So it
     * does where a contact is our own address, or no address of one machine.
     */
    private static boolean reachable(String host, SipFlow source, RegisteredContact contact) {
        if (source.local().equals(host + ":" + contact.port())) {
            return false;
        }
        Reach reach = reach(host);
        boolean direct = host.equals(contact.sourceAddress()) || reach == Reach.WORLD;
        return reach != Reach.NOWHERE && direct && reach.compareTo(reach(source.remoteAddress())) >= 0;
    }

    private static Reach reach(String host) {
        InetAddress address = literal(host);
        if (address.isAnyLocalAddress() || address.isMulticastAddress() || (address.getAddress()[0] & 0xFF) >= 240) {
            return Reach.NOWHERE;
        }
        if (address.isLoopbackAddress()) {
            return Reach.MACHINE;
        }
        if (address.isLinkLocalAddress()) {
            return Reach.LINE;
        }
        return address.isSiteLocalAddress() || isCarrierGrade(address.getAddress()) ? Reach.HOUSE : Reach.WORLD;
    }

    /** 100.64.0.0/10, a mobile operator's own (RFC 6598). */
    private static boolean isCarrierGrade(byte[] address) {
        return address.length == 4 && address[0] == 100 && (address[1] & 0xC0) == 64;
    }

    /** An address in numbers; nothing is looked up. */
    private static InetAddress literal(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + host, e);
        }
    }
}
