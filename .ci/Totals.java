// SPDX-License-Identifier: Apache-2.0

import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * Reads the XML reports of surefire and failsafe in the folders that are its arguments, each called after the Java version
 * that its tests must have run on. Prints the skipped tests, a line per folder, and the sum as the last line.
 * Exits with 1 if a test failed, if a folder has no tests, or if they ran on another Java.
 */
final class Totals {
    private static boolean good = true;

    private int tests;
    private int failed;
    private int skipped;
    private double seconds;

    public static void main(String[] folders) throws Exception {
        Totals sum = new Totals();
        for (String folder : folders) {
            sum.add(ofRun(Path.of(folder)));
        }
        System.out.println(
                (sum.tests - sum.failed - sum.skipped) + " passed, " + sum.failed + " failed, " + sum.skipped + " skipped");
        System.exit(good && sum.failed == 0 ? 0 : 1);
    }

    private static Totals ofRun(Path folder) throws Exception {
        Totals run = new Totals();
        String expected = folder.getFileName().toString();
        TreeSet<String> versions = new TreeSet<>();
        DocumentBuilder parser = DocumentBuilderFactory.newInstance().newDocumentBuilder();
        try (DirectoryStream<Path> reports = Files.newDirectoryStream(folder, "*.xml")) {
            for (Path report : reports) {
                run.read(parser.parse(report.toFile()).getDocumentElement(), versions);
            }
        }
        System.out.printf(
                "JDK %s (java.version %s): %d tests, %d failures, %d skipped, %.0f s%n",
                expected, String.join(", ", versions), run.tests, run.failed, run.skipped, run.seconds);
        check(run.tests > 0, "no test ran on JDK " + expected);
        check(
                versions.stream().allMatch(version -> version.split("[.+-]", 2)[0].equals(expected)),
                "tests of JDK " + expected + " ran on Java " + versions);
        return run;
    }

    private void read(Element suite, TreeSet<String> versions) {
        tests += number(suite, "tests");
        failed += number(suite, "failures") + number(suite, "errors");
        skipped += number(suite, "skipped");
        seconds += Double.parseDouble(suite.getAttribute("time").replace(",", ""));
        NodeList properties = suite.getElementsByTagName("property");
        for (int i = 0; i < properties.getLength(); i++) {
            Element property = (Element) properties.item(i);
            if (property.getAttribute("name").equals("java.version")) {
                versions.add(property.getAttribute("value"));
            }
        }
        NodeList marks = suite.getElementsByTagName("skipped");
        for (int i = 0; i < marks.getLength(); i++) {
            Element test = (Element) marks.item(i).getParentNode();
            System.out.println("skipped: " + test.getAttribute("classname") + " " + test.getAttribute("name") + ": "
                    + ((Element) marks.item(i)).getAttribute("message").lines().findFirst().orElse(""));
        }
    }

    private void add(Totals run) {
        tests += run.tests;
        failed += run.failed;
        skipped += run.skipped;
    }

    private static int number(Element suite, String attribute) {
        return Integer.parseInt(suite.getAttribute(attribute));
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            good = false;
            System.out.println("FAILED: " + otherwise);
        }
    }
}
