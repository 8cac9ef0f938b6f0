// SPDX-License-Identifier: Apache-2.0
package io.txmysql;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.Location;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The client's packages")
class ArchitectureTest {
    /** A row of the table: what a package may import beside the JDK, the protocol, and the rows above it. */
    private record Layer(String name, List<String> alsoImports) {
        @Override
        public String toString() {
            return name;
        }
    }

    /** In reading order. */
    private static final List<Layer> TABLE = List.of(
            new Layer("io.txmysql.api", List.of()),
            new Layer("io.txmysql.transport", List.of("io.netty..", "org.slf4j..")),
            new Layer("io.txmysql.supervisor", List.of("org.slf4j..", "jdk.jfr..")),
            new Layer("io.txmysql.pool", List.of()),
            new Layer("io.txmysql.client", List.of("io.netty.util.concurrent..", "org.slf4j..")),
            new Layer("io.txmysql", List.of("io.netty.channel..")));

    private static final Set<String> CLOCKS_AND_THREADS = Set.of(
            "java.time.Clock",
            "java.util.Timer",
            "java.util.Random",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ForkJoinPool",
            "java.util.concurrent.ScheduledThreadPoolExecutor",
            "java.util.concurrent.ThreadLocalRandom",
            "java.util.concurrent.ThreadPoolExecutor");
    private static final Set<String> CLOCK_READINGS = Set.of(
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.Thread.<init>",
            "java.lang.Thread.start",
            "java.lang.Thread.sleep");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .importLocations(Set.of(Location.of(
                    MySQL.class.getProtectionDomain().getCodeSource().getLocation())));

    static Stream<Layer> table() {
        return TABLE.stream();
    }

    @Test
    @DisplayName("are those of the table, all of them")
    void complete() {
        Set<String> inTable = Set.copyOf(TABLE.stream().map(Layer::name).toList());
        assertThat(CLASSES).isNotEmpty();
        assertThat(CLASSES)
                .allSatisfy(
                        each -> assertThat(each.getPackageName().isEmpty() || inTable.contains(each.getPackageName()))
                                .as(each.getName())
                                .isTrue());
    }

    @ParameterizedTest
    @MethodSource("table")
    @DisplayName("import only what stands above them in the reading order")
    void readingOrder(Layer layer) {
        List<String> above = TABLE.subList(0, TABLE.indexOf(layer) + 1).stream()
                .map(Layer::name)
                .toList();
        String[] allowed = Stream.of(
                        Stream.of("java..", "javax.net.ssl..", "org.jspecify.annotations", "io.txmysql.protocol.."),
                        above.stream(),
                        layer.alsoImports.stream())
                .flatMap(each -> each)
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(layer.name)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(allowed)
                .check(CLASSES);
    }

    @Test
    @DisplayName("have no Netty type in the API and in the supervisor")
    void noNetty() {
        noClasses()
                .that()
                .resideInAnyPackage("io.txmysql.api", "io.txmysql.supervisor")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.netty..")
                .check(CLASSES);
    }

    @Test
    @DisplayName("are free of cycles")
    void cycles() {
        slices().matching("io.txmysql.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    @DisplayName("read a clock, draw a number or start a thread in the transport only")
    void clocks() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.txmysql.transport")
                .should()
                .accessTargetWhere(readsAClockOrStartsAThread())
                .check(CLASSES);
    }

    private static DescribedPredicate<JavaAccess<?>> readsAClockOrStartsAThread() {
        return new DescribedPredicate<>("reads a clock, draws a number or starts a thread") {
            @Override
            public boolean test(JavaAccess<?> access) {
                AccessTarget target = access.getTarget();
                String owner = target.getOwner().getName();
                boolean now = owner.startsWith("java.time.") && target.getName().equals("now");
                boolean elsewhere = target.getOwner().isAssignableTo(CompletableFuture.class)
                        && (target.getName().endsWith("Async")
                                || Set.of("delayedExecutor", "orTimeout", "completeOnTimeout")
                                        .contains(target.getName()));
                return now
                        || elsewhere
                        || CLOCKS_AND_THREADS.contains(owner)
                        || CLOCK_READINGS.contains(owner + "." + target.getName());
            }
        };
    }

    @Test
    @DisplayName("have no static factory on an interface of the API")
    void noStaticFactories() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .areInterfaces()
                .and()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.txmysql.api")
                .and()
                .arePublic()
                .should()
                .notHaveModifier(JavaModifier.STATIC)
                .check(CLASSES);
    }
}
