package org.tocsin.gateway.scaip;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.stax.WstxInputFactory;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;
import org.tocsin.signal.SignalBody;

/**
 * Reads an {@code <mrq>}: elements in any order, unknown ones ignored, values trimmed and codes padded. A document type
 * is refused before anything in it is read, so no entity is ever expanded and nothing is fetched.
 */
final class ScaipXml {
    private static final int DEEPEST = 16;
    /** The children of {@code lge}. */
    private static final Set<String> POSITION = Set.of("geo", "tim", "gga");

    /** Roots of the draft of 2012, its misspelling included. */
    private static final Set<String> DRAFT =
            Set.of("message-request", "message-reponse", "message-response", "system-reply");

    private static final Pattern BARE_AMPERSAND = Pattern.compile("&(?!#?\\w{1,31};)");
    private static final XMLInputFactory FACTORY = factory();

    private ScaipXml() {}

    /**
     * Never throws: what cannot be read is {@link Mrq.Broken}, with reference and id where a look at the text finds them.
     *
     * @param body without surrounding white space
     * @param charset the charset parameter of the media type
     */
    static Mrq read(byte[] body, @Nullable String charset) {
        return read(body, charset, false);
    }

    /**
     * @param dialect whether a request may also be called {@code scaip}
     */
    static Mrq read(byte[] body, @Nullable String charset, boolean dialect) {
        String text = MrqText.decode(body, charset);
        Mrq mrq = parse(text, dialect);
        boolean repairable = mrq instanceof Mrq.Broken broken && broken.status() == 2 && text.indexOf('&') >= 0;
        // "Mum & Dad", typed by an installer and sent unescaped: a press must not become unreadable for that.
        return repairable ? parse(BARE_AMPERSAND.matcher(text).replaceAll("&amp;"), dialect) : mrq;
    }

    private static Mrq parse(String text, boolean dialect) {
        MrqFields fields = new MrqFields();
        try {
            XMLStreamReader reader = FACTORY.createXMLStreamReader(new StringReader(text));
            try {
                String fault = toRoot(reader, dialect);
                if (fault != null) {
                    return broken(text, 2, fault);
                }
                if (name(reader).equals("mrs")) {
                    return new Mrq.Reply(scan(text, "<ref"));
                }
                readChildren(reader, fields);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException | RuntimeException e) {
            return broken(text, 2, "not well-formed");
        }
        return judged(text, fields);
    }

    private static Mrq judged(String text, MrqFields fields) {
        String ref = fields.text("ref");
        String cid = fields.text("cid");
        if (fields.overlongMandatory()) {
            return new Mrq.Broken(ref.length() < 64 ? ref : "", cid.length() < 64 ? cid : "", 3, "ref or cid too long");
        }
        if (!printable(ref) || !printable(cid)) {
            return new Mrq.Broken(printable(ref) ? ref : "", printable(cid) ? cid : "", 3, "ref or cid not printable");
        }
        List<String> missing = new ArrayList<>(3);
        for (String mandatory : List.of("ref", "cid", "dty")) {
            if (fields.text(mandatory).isEmpty()) {
                missing.add(mandatory);
            }
        }
        if (!missing.isEmpty()) {
            return new Mrq.Broken(ref, cid, ref.isEmpty() ? 10 : 7, "missing: " + String.join(" ", missing));
        }
        SignalBody body = new SignalBody(fields.body(), fields.unitTime());
        return new Mrq.Read(ref, cid, body, lettersAndDigits(ref), fields.cut());
    }

    /** Null when the reader stands at an mrq or an mrs; otherwise what is wrong. */
    private static @Nullable String toRoot(XMLStreamReader reader, boolean dialect) throws XMLStreamException {
        while (reader.hasNext()) {
            int event = reader.next();
            if (event == XMLStreamConstants.DTD) {
                return "document type not allowed";
            }
            if (event == XMLStreamConstants.START_ELEMENT) {
                String root = name(reader);
                if (DRAFT.contains(root)) {
                    return "the draft of 2012 (message-request, XScapXML) is not spoken here: send an mrq";
                }
                boolean known = root.equals("mrq") || root.equals("mrs") || (dialect && root.equals("scaip"));
                return known ? null : "not an mrq";
            }
        }
        return "not an mrq";
    }

    /** Up to the end of the root; what stands behind it is of no interest. */
    private static void readChildren(XMLStreamReader reader, MrqFields fields) throws XMLStreamException {
        StringBuilder text = new StringBuilder();
        String child = "";
        int depth = 1;
        while (depth > 0) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    depth++;
                    child = depth == 2 ? name(reader) : child;
                    text.setLength(0);
                }
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> text.append(reader.getText());
                case XMLStreamConstants.END_ELEMENT -> {
                    depth--;
                    String name = name(reader);
                    if (depth == 1 || (depth == 2 && child.equals("lge") && POSITION.contains(name))) {
                        fields.add(name, text.toString());
                    }
                    text.setLength(0);
                }
                default -> {}
            }
        }
    }

    /** Without the prefix of a namespace: there are none in real traffic, and one more must not silence a press. */
    private static String name(XMLStreamReader reader) {
        String name = reader.getLocalName();
        return name.substring(name.indexOf(':') + 1);
    }

    private static Mrq broken(String text, int status, String reason) {
        return new Mrq.Broken(scan(text, "<ref"), scan(text, "<cid"), status, reason);
    }

    /** What stands in the first such element, when it is letters and digits; empty otherwise. */
    private static String scan(String text, String tag) {
        int open = text.indexOf(tag);
        int from = open < 0 ? -1 : text.indexOf('>', open);
        int to = from < 0 ? -1 : text.indexOf('<', from);
        if (to < 0 || to - from > 80) {
            return "";
        }
        String value = text.substring(from + 1, to).strip();
        return value.length() <= 32 && lettersAndDigits(value) ? value : "";
    }

    private static boolean printable(String value) {
        return value.chars().allMatch(c -> c > ' ' && c <= '~');
    }

    private static boolean lettersAndDigits(String value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z')) {
                return false;
            }
        }
        return true;
    }

    private static XMLInputFactory factory() {
        // The class by name: a look-up could find another parser, whose limits nobody has tried.
        XMLInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(XMLInputFactory.IS_COALESCING, false);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, DEEPEST);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, 16);
        return factory;
    }
}
