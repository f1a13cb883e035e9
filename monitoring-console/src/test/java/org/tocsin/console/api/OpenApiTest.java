package org.tocsin.console.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Route;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.tocsin.console.TestConsole;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The description and the routes are held against each other, both ways. */
class OpenApiTest {
    static TestConsole console;
    static Map<String, Map<String, Object>> paths = Map.of();
    static Map<String, Object> document;

    @BeforeAll
    @SuppressWarnings("unchecked")
    static void start() throws Exception {
        console = TestConsole.start();
        document = new Yaml(new SafeConstructor(new LoaderOptions()))
                .load(console.get("/api/v1/openapi.yaml").body());
        paths = (Map<String, Map<String, Object>>) Objects.requireNonNull(document.get("paths"));
    }

    @AfterAll
    static void stop() throws Exception {
        console.close();
    }

    @Test
    void every_route_is_described_and_every_description_has_a_route() {
        Set<String> described = new TreeSet<>();
        paths.forEach((path, methods) ->
                methods.keySet().forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path)));
        Set<String> real = new TreeSet<>();
        for (Route route : console.routes()) {
            String path = route.getPath();
            if (path != null && path.startsWith(Api.ROOT + "/") && route.methods() != null) {
                String template = path.substring(Api.ROOT.length()).replaceAll(":([a-zA-Z]+)", "{$1}");
                for (HttpMethod method : route.methods()) {
                    real.add(method.name() + " " + template);
                }
            }
        }
        assertThat(real).isNotEmpty().isEqualTo(described);
    }

    @Test
    void every_reference_in_the_document_leads_somewhere() {
        checkReferences(document);
        assertThat(document.get("openapi")).isEqualTo("3.1.0");
    }

    private static void checkReferences(Object node) {
        if (node instanceof Map<?, ?> map) {
            if (map.get("$ref") instanceof String reference) {
                Object found = document;
                for (String step : reference.substring(2).split("/")) {
                    assertThat(found).as(reference).isInstanceOf(Map.class);
                    found = ((Map<?, ?>) found).get(step);
                }
                assertThat(found).as(reference).isNotNull();
            }
            map.values().forEach(OpenApiTest::checkReferences);
        } else if (node instanceof Iterable<?> list) {
            list.forEach(OpenApiTest::checkReferences);
        }
    }
}
