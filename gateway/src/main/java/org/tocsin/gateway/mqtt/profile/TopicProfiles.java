package org.tocsin.gateway.mqtt.profile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.tocsin.platform.Settings;

/**
 * The topic-mapping profiles this gateway knows: those that come with it, and the {@code *.json} of a directory, where
 * one of the same name takes the place of ours. Which of them reads a unit is said by the unit's model.
 */
public final class TopicProfiles {
    private static final List<String> SHIPPED = List.of("example-pendant");
    private static final int MOST = 100;
    private static final long LARGEST_FILE = 256 * 1024;

    /** Those that come with the gateway. */
    public static final TopicProfiles OURS = new TopicProfiles(shipped());

    private final Map<String, TopicProfile> byName;

    private TopicProfiles(Map<String, TopicProfile> byName) {
        this.byName = Map.copyOf(byName);
    }

    /** Ours and those of the directory {@code TOCSIN_MQTT_PROFILES}; every fault of every file goes to the settings. */
    public static TopicProfiles from(Settings settings) {
        Optional<String> directory = settings.optional("TOCSIN_MQTT_PROFILES");
        if (directory.isEmpty()) {
            return OURS;
        }
        Map<String, TopicProfile> all = new HashMap<>(OURS.byName);
        Map<String, Path> read = new HashMap<>();
        for (Path file : files(Path.of(directory.get()), settings)) {
            TopicProfile profile = read(file, settings);
            if (profile == null) {
                continue;
            }
            Path other = read.put(profile.name(), file);
            if (other != null) {
                settings.fault(file + ": " + other.getFileName() + " has the same name");
            }
            all.put(profile.name(), profile);
        }
        return new TopicProfiles(all);
    }

    public @Nullable TopicProfile find(@Nullable String name) {
        return name == null ? null : byName.get(name);
    }

    /** The unit's id in a user name: all of it, or where a profile says that it is. */
    public String cid(String username) {
        for (TopicProfile profile : byName.values()) {
            TopicPattern user = profile.user();
            Map<String, String> holes = user == null ? null : user.match(username);
            if (holes != null) {
                return holes.getOrDefault(TopicPattern.CID, username);
            }
        }
        return username;
    }

    private static List<Path> files(Path directory, Settings settings) {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> found = files.filter(file -> file.toString().endsWith(".json"))
                    .sorted()
                    .toList();
            if (found.size() > MOST) {
                settings.fault("TOCSIN_MQTT_PROFILES holds more than " + MOST + " profiles");
                return List.of();
            }
            return found;
        } catch (IOException e) {
            settings.fault("TOCSIN_MQTT_PROFILES cannot be read: " + directory);
            return List.of();
        }
    }

    private static @Nullable TopicProfile read(Path file, Settings settings) {
        List<String> faults = new ArrayList<>();
        TopicProfile profile = null;
        try {
            if (Files.size(file) > LARGEST_FILE) {
                faults.add("is larger than " + LARGEST_FILE + " bytes");
            } else {
                profile = ProfileFile.read(Files.readAllBytes(file), faults);
            }
        } catch (IOException e) {
            faults.add("cannot be read");
        }
        faults.forEach(fault -> settings.fault(file + ": " + fault));
        return profile;
    }

    private static Map<String, TopicProfile> shipped() {
        Map<String, TopicProfile> ours = new HashMap<>();
        for (String name : SHIPPED) {
            List<String> faults = new ArrayList<>();
            try (InputStream file = TopicProfiles.class.getResourceAsStream(name + ".json")) {
                TopicProfile profile = file == null ? null : ProfileFile.read(file.readAllBytes(), faults);
                if (profile == null || !profile.name().equals(name)) {
                    throw new IllegalStateException("the profile " + name + " that comes with us: " + faults);
                }
                ours.put(name, profile);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return ours;
    }
}
