// swift-tools-version: 6.2
// The targets and arrows of docs/ARCHITECTURE.md. An arrow may only point down; ArchitectureTests
// compares every import with the same table, because SwiftPM alone lets undeclared imports through.
import PackageDescription

/// `MOSO_FUZZ` builds `moso-fuzz` with counters in every branch, for libFuzzer, whose library lies in
/// the folder that it names. Tests/Fuzz/fuzz.sh sets it, and a build folder of its own.
let fuzzer = Context.environment["MOSO_FUZZ"]

let strict: [SwiftSetting] =
    [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .treatAllWarnings(as: .error),
    ] + (fuzzer == nil ? [] : [.unsafeFlags(["-sanitize=fuzzer", "-assert-config", "Debug"])])

/// `MOSO_PART=core` leaves the server out: everything but `Web` and `mosod` then builds and tests
/// without compiling the HTTP stack.
let coreOnly = Context.environment["MOSO_PART"] == "core"

func source(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// A library or program that tests use and that is no part of the product: it lies under `Tests`.
func rig(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .target(
        name: name, dependencies: dependencies, path: "Tests/\(name)", swiftSettings: strict)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: exclude, swiftSettings: strict)
}

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let argumentParser: Target.Dependency = .product(
    name: "ArgumentParser", package: "swift-argument-parser")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")

var packages: [Package.Dependency] = [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
]

var targets: [Target] = [
    // Level 0: only what Swift cannot call.
    .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CCurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CZstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
    // Level 1
    source("Causality"),
    // Level 2
    source("Domain", ["Causality"]),
    source("Wire", ["Causality", "CZstd", crypto]),
    // Level 3
    source("Sync", ["Causality", "Wire"]),
    // Level 4
    source("Storage", ["CSQLite", "Causality", "Wire", "Sync"]),
    source("Transport", ["CCurl", "Sync", "Wire"]),
    // Level 5
    source("Workflows", ["CZlib", "Causality", "Domain", "Storage", "Sync", "Wire"]),
    // Level 7
    .executableTarget(
        name: "moso",
        dependencies: [
            "CSQLite", "Causality", "Domain", "Wire", "Sync", "Storage", "Transport", "Workflows",
            argumentParser,
        ],
        swiftSettings: strict),
    tests("CausalityTests", ["Causality"]),
    tests("DomainTests", ["Causality", "Domain"]),
    tests("WireTests", ["Causality", "Wire"]),
    tests("SyncTests", ["Causality", "Sync", "Wire"]),
    tests("StorageTests", ["Causality", "CSQLite", "Storage", "Sync", "Wire"]),
    tests("TransportTests", ["Sync", "Transport", "Wire"]),
    tests(
        "WorkflowsTests", ["Causality", "Domain", "Storage", "Sync", "Wire", "Workflows"],
        exclude: ["Exchange/Fixtures"]),
    tests("CommandTests", ["moso", "Causality", "Domain", "Storage", "Sync", "Workflows"]),
    tests("ArchitectureTests"),
    // The simulated federation, its program, and the tests that run it.
    rig("Simulation", ["CSQLite", "Causality", "Wire", "Sync", "Storage"]),
    .executableTarget(
        name: "moso-sim", dependencies: ["Simulation", argumentParser],
        path: "Tests/SimulationProgram", swiftSettings: strict),
    tests(
        "FederationTests", ["CSQLite", "Causality", "Storage", "Sync", "Wire", "Simulation"],
        exclude: ["Traces"]),
]

// What fuzzers run and tests replay; the program is built for libFuzzer alone.
targets += [
    rig("FuzzWire", ["Causality", "Wire"]),
    rig("FuzzText", ["FuzzWire", "Workflows"]),
    tests("FuzzTests", ["FuzzWire", "FuzzText"]),
]
if let fuzzer {
    targets.append(
        .executableTarget(
            name: "moso-fuzz", dependencies: ["FuzzWire", "FuzzText"], path: "Tests/FuzzProgram",
            swiftSettings: strict,
            linkerSettings: [
                .unsafeFlags([fuzzer + "/libclang_rt.fuzzer_no_main-x86_64.a", "-lstdc++"])
            ]))
}

if !coreOnly {
    packages += [
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(
            url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ]
    let hummingbird: [Target.Dependency] = [
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
        logging,
    ]
    targets += [
        source(
            "Web",
            ["Causality", "Domain", "Sync", "Wire", "Workflows", cryptoExtras] + hummingbird),
        .executableTarget(
            name: "mosod",
            dependencies: [
                "Causality", "Domain", "Wire", "Sync", "Storage", "Transport", "Workflows", "Web",
                argumentParser, logging,
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ] + hummingbird,
            swiftSettings: strict),
        tests(
            "WebTests",
            ["Causality", "Domain", "Sync", "Wire", "Web", "Workflows"] + hummingbird + [
                .product(name: "HummingbirdTesting", package: "hummingbird"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]),
    ]
}

let package = Package(
    name: "moso",
    dependencies: packages,
    targets: targets
)
