package org.tocsin.estate;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.tocsin.platform.Keyring;

/** Seals what an import keeps of people: a row's cells, what it amended, a unit's secret. */
final class Parcel {
    private final Keyring keyring;
    private final String purpose;

    Parcel(Keyring keyring, UUID importId) {
        this.keyring = keyring;
        this.purpose = "estate-import:" + importId;
    }

    byte[] cells(List<String> cells) {
        return sealed(out -> {
            out.writeShort(cells.size());
            for (String cell : cells) {
                out.writeUTF(cell);
            }
        });
    }

    List<String> cells(byte[] sealed) {
        return opened(sealed, in -> {
            int count = in.readUnsignedShort();
            List<String> cells = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                cells.add(in.readUTF());
            }
            return cells;
        });
    }

    byte[] amended(List<Step.Amend> steps) {
        return sealed(out -> {
            out.writeShort(steps.size());
            for (Step.Amend step : steps) {
                out.writeUTF(step.part().name());
                out.writeUTF(step.id().toString());
                facts(out, step.was());
                facts(out, step.is());
            }
        });
    }

    List<Step.Amend> amended(byte[] sealed) {
        return opened(sealed, in -> {
            int count = in.readUnsignedShort();
            List<Step.Amend> steps = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                Part part = Part.valueOf(in.readUTF());
                UUID id = UUID.fromString(in.readUTF());
                Map<Fact, String> was = facts(in);
                steps.add(new Step.Amend(part, id, was, facts(in)));
            }
            return steps;
        });
    }

    private static void facts(DataOutputStream out, Map<Fact, String> facts) throws IOException {
        out.writeShort(facts.size());
        for (Map.Entry<Fact, String> fact : facts.entrySet()) {
            out.writeUTF(fact.getKey().name());
            out.writeUTF(fact.getValue());
        }
    }

    private static Map<Fact, String> facts(DataInputStream in) throws IOException {
        Map<Fact, String> facts = new EnumMap<>(Fact.class);
        int count = in.readUnsignedShort();
        for (int i = 0; i < count; i++) {
            facts.put(Fact.valueOf(in.readUTF()), in.readUTF());
        }
        return facts;
    }

    private interface Packing {
        void into(DataOutputStream out) throws IOException;
    }

    private interface Unpacking<T> {
        T from(DataInputStream in) throws IOException;
    }

    private byte[] sealed(Packing packing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            packing.into(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return keyring.seal(purpose, bytes.toByteArray());
    }

    private <T> T opened(byte[] sealed, Unpacking<T> unpacking) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(keyring.open(purpose, sealed)))) {
            return unpacking.from(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
