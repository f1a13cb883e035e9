package org.tocsin.console.print;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDDocumentCatalog;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureElement;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureNode;
import org.apache.pdfbox.pdmodel.documentinterchange.logicalstructure.PDStructureTreeRoot;

/** A PDF as software that reads aloud finds it. */
public final class TaggedPdf {
    private TaggedPdf() {}

    /** Fails unless it is marked, has its language and title, headings, and words for each of its pictures. */
    public static void isReadAloud(byte[] pdf, String language, String title) throws IOException {
        try (PDDocument paper = Loader.loadPDF(pdf)) {
            PDDocumentCatalog catalog = paper.getDocumentCatalog();
            assertThat(catalog.getMarkInfo()).as("marked").isNotNull();
            assertThat(catalog.getMarkInfo().isMarked()).as("marked").isTrue();
            assertThat(catalog.getLanguage()).startsWith(language);
            assertThat(paper.getDocumentInformation().getTitle()).contains(title);
            assertThat(catalog.getViewerPreferences().displayDocTitle()).isTrue();
            PDStructureTreeRoot root = catalog.getStructureTreeRoot();
            assertThat(root).as("a tree of its structure").isNotNull();
            List<PDStructureElement> all = new ArrayList<>();
            gather(root, all);
            assertThat(all).extracting(PDStructureElement::getStructureType).contains("H1", "P");
            assertThat(all.stream()
                            .filter(one -> "Figure".equals(one.getStructureType()))
                            .toList())
                    .allSatisfy(figure ->
                            assertThat(figure.getAlternateDescription()).isNotBlank());
        }
    }

    /** How many pictures there are. */
    public static long figures(byte[] pdf) throws IOException {
        try (PDDocument paper = Loader.loadPDF(pdf)) {
            List<PDStructureElement> all = new ArrayList<>();
            gather(paper.getDocumentCatalog().getStructureTreeRoot(), all);
            return all.stream()
                    .filter(one -> "Figure".equals(one.getStructureType()))
                    .count();
        }
    }

    private static void gather(PDStructureNode node, List<PDStructureElement> all) {
        for (Object kid : node.getKids()) {
            if (kid instanceof PDStructureElement element) {
                all.add(element);
                gather(element, all);
            }
        }
    }
}
