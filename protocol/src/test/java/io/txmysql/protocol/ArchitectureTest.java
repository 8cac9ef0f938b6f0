// SPDX-License-Identifier: Apache-2.0
package io.txmysql.protocol;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** The package table of the design, as far as it is about the protocol. */
class ArchitectureTest {
    private static final String ROOT = "io.txmysql.protocol.";

    /** Each may import only what stands before it. */
    private static final List<String> ORDER =
            List.of("error", "type", "wire", "message", "auth", "codec", "exchange", "session");

    private static final Set<String> NEVER_SEE_EACH_OTHER = Set.of("message", "auth", "codec");

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.txmysql.protocol");

    @ParameterizedTest
    @FieldSource("ORDER")
    @DisplayName("a package sees only those above it, and of the JDK only java.base")
    void packageTable(String name) {
        String[] seen = ORDER.stream()
                .filter(other -> other.equals(name) || (isBefore(other, name) && !isHidden(other, name)))
                .map(other -> ROOT + other)
                .toArray(String[]::new);
        classes()
                .that()
                .resideInAPackage(ROOT + name)
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(seen)
                        .or(resideInAnyPackage("org.jspecify.annotations"))
                        .or(inJavaBase()))
                .check(CLASSES);
    }

    private static boolean isBefore(String other, String name) {
        return ORDER.indexOf(other) < ORDER.indexOf(name);
    }

    private static boolean isHidden(String other, String name) {
        return NEVER_SEE_EACH_OTHER.contains(other) && NEVER_SEE_EACH_OTHER.contains(name);
    }

    private static DescribedPredicate<JavaClass> inJavaBase() {
        Set<String> packages = ModuleFinder.ofSystem().find("java.base").orElseThrow().descriptor().exports().stream()
                .filter(exports -> !exports.isQualified())
                .map(ModuleDescriptor.Exports::source)
                .collect(Collectors.toSet());
        return DescribedPredicate.describe(
                "are in java.base",
                type -> type.getBaseComponentType().isPrimitive()
                        || packages.contains(type.getBaseComponentType().getPackageName()));
    }

    @Test
    @DisplayName("every package is in the table")
    void allPackages() {
        classes()
                .should()
                .resideInAnyPackage(ORDER.stream().map(name -> ROOT + name).toArray(String[]::new))
                .check(CLASSES);
    }

    @Test
    @DisplayName("there are no cycles between packages")
    void noCycles() {
        slices().matching("io.txmysql.protocol.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    @DisplayName("nothing reads a clock")
    void noClock() {
        noClasses()
                .should()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Instant.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Clock.class)
                .orShould()
                .callMethodWhere(DescribedPredicate.describe(
                        "asks java.time for now",
                        call -> call.getTargetOwner().getPackageName().equals("java.time")
                                && call.getName().equals("now")))
                .check(CLASSES);
    }

    @Test
    @DisplayName("nothing draws randomness")
    void noRandomness() {
        noClasses()
                .should()
                .callConstructorWhere(DescribedPredicate.describe(
                        "makes a source of randomness",
                        call -> call.getTargetOwner().isAssignableTo(Random.class)
                                || call.getTargetOwner().isAssignableTo(SecureRandom.class)))
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(UUID.class, "randomUUID")
                .orShould()
                .callMethod(SecureRandom.class, "getInstanceStrong")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.util.concurrent.ThreadLocalRandom")
                .check(CLASSES);
    }

    @Test
    @DisplayName("nothing starts a thread, waits in one, or does I/O")
    void noThreadsAndNoInput() {
        noClasses()
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.net..", "java.nio.channels..", "java.nio.file.."))
                .orShould()
                .dependOnClassesThat(resideInAnyPackage("java.util.concurrent.."))
                .orShould()
                .callConstructorWhere(DescribedPredicate.describe(
                        "makes a thread", call -> call.getTargetOwner().isAssignableTo(Thread.class)))
                .orShould()
                .callMethod(Thread.class, "sleep", long.class)
                .check(CLASSES);
    }
}
