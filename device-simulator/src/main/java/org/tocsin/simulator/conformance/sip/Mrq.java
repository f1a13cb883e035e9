package org.tocsin.simulator.conformance.sip;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A SCAIP request in the making: its elements in the order in which they will be sent. */
final class Mrq {
    private final Map<String, String> elements = new LinkedHashMap<>();

    /** The least that can be said: a reference, who, and what kind of trigger. */
    static Mrq minimal(String ref, String cid) {
        return new Mrq().with("ref", ref).with("cid", cid).with("dty", "0003");
    }

    /** Everything that is usually said, in the customary order. */
    static Mrq full(String ref, String cid) {
        return new Mrq()
                .with("ref", ref)
                .with("ver", "01.00")
                .with("cha", "0")
                .with("mty", "ME")
                .with("hbo", "0")
                .with("cid", cid)
                .with("dty", "0003")
                .with("did", "00A1")
                .with("dco", "002")
                .with("dte", "Conformance test")
                .with("crd", "sip:" + cid + "@units.example.net")
                .with("stc", "0010")
                .with("stt", "Test")
                .with("pri", "0")
                .with("lco", "042")
                .with("lva", "3")
                .with("lge", "<geo>52.486200,0.120000</geo><tim>2026-03-15T09:41+00:00</tim>")
                .with("lte", "Hallway")
                .with("ite", "Conformance test, no emergency")
                .with("ame", "0");
    }

    /** Sets an element; the value is markup, so that a case can write anything. */
    Mrq with(String element, String markup) {
        elements.put(element, markup);
        return this;
    }

    Mrq without(String element) {
        elements.remove(element);
        return this;
    }

    /** The same elements, the last one first. */
    Mrq reversed() {
        List<String> names = new ArrayList<>(elements.keySet());
        Collections.reverse(names);
        Mrq turned = new Mrq();
        names.forEach(name -> turned.with(name, elements.getOrDefault(name, "")));
        return turned;
    }

    String ref() {
        return elements.getOrDefault("ref", "");
    }

    String cid() {
        return elements.getOrDefault("cid", "").strip();
    }

    String xml() {
        StringBuilder xml = new StringBuilder("<mrq>");
        elements.forEach((name, value) -> xml.append('<')
                .append(name)
                .append('>')
                .append(value)
                .append("</")
                .append(name)
                .append('>'));
        return xml.append("</mrq>").toString();
    }

    byte[] bytes() {
        return xml().getBytes(StandardCharsets.UTF_8);
    }
}
