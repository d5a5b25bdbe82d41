// swift-tools-version: 6.3
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableExperimentalFeature("Lifetimes"),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
]

/// A target of the project's own: strict, and named after its folder.
func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, swiftSettings: strict)
}

let package = Package(
  name: "credence",
  products: [
    .executable(name: "credence", targets: ["credence"]),
    .executable(name: "credence-job", targets: ["credence-job"]),
    .library(name: "Sealing", targets: ["Sealing", "SecretMemory"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-http2", exact: "1.46.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
  ],
  targets: [
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .target(name: "CProcess"),
    .target(name: "CWipingAllocator"),
    .target(name: "CPolicies", path: "policies"),
    .target(name: "CReports", path: "reports"),

    room("SecretMemory", ["CSodium", "CProcess"]),
    room("JSONReader"),
    room("YAMLReader", ["CYAML", "JSONReader"]),
    room("Facts"),
    room("IntegrationPayload", ["SecretMemory", "JSONReader", "YAMLReader", "Facts"]),
    room("Classification", ["SecretMemory", "JSONReader", "YAMLReader", "Facts", "IntegrationPayload"]),
    room("PolicyEngine", ["Facts", "JSONReader", "YAMLReader"]),
    room("Sealing", ["CProcess", "CSodium", "SecretMemory"]),
    room("TransparencyLog", ["CSodium", "JSONReader", "Sealing"]),
    room("Webhooks", ["HTTPTransport", "SecretMemory", "Sealing"]),
    room("Ledger", [.product(name: "GRDB", package: "GRDB.swift")]),
    room(
      "HTTPTransport",
      [
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"), .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    room(
      "NorthflankAPI",
      [
        "HTTPTransport", "JSONReader", "SecretMemory",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
    room("Reporting", ["CReports", "CSodium", "Facts", "PolicyEngine", "JSONReader"]),
    room(
      "Audit",
      [
        "CPolicies", "CProcess", "SecretMemory", "JSONReader", "YAMLReader", "IntegrationPayload",
        "Classification", "Facts", "PolicyEngine", "Reporting",
      ]),
    // The command line, as a library, since two executables are made of it.
    .target(
      name: "Commands",
      dependencies: [
        "CProcess", "CWipingAllocator", "Audit", "SecretMemory", "Facts", "PolicyEngine", "Reporting",
        "Sealing", "TransparencyLog", "YAMLReader",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], path: "Sources/credence", swiftSettings: strict),
    .executableTarget(
      name: "credence", dependencies: ["Commands"], path: "Sources/credence-main", swiftSettings: strict),
    room(
      "ComplianceJob",
      [
        "CPolicies", "Commands", "Audit", "Classification", "Facts", "HTTPTransport", "Ledger",
        "NorthflankAPI", "PolicyEngine", "Reporting", "Sealing", "SecretMemory", "TransparencyLog",
        "Webhooks", "YAMLReader",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Logging", package: "swift-log"),
      ]),
    .executableTarget(name: "credence-job", dependencies: ["ComplianceJob"], swiftSettings: strict),

    .executableTarget(
      name: "benchmarks",
      dependencies: [
        "Audit", "CAllocationCount", "CSodium", "Classification", "Facts", "IntegrationPayload", "JSONReader",
        "PolicyEngine",
        "Reporting", "Sealing", "SecretMemory",
      ], path: "Benchmarks"),

    tests("SecretMemory"),
    tests("JSONReader"),
    tests("IntegrationPayload", ["SecretMemory", "JSONReader", "YAMLReader", "Facts"]),
    tests("Classification", ["Facts", "IntegrationPayload", "SecretMemory"]),
    tests("YAMLReader", ["JSONReader"]),
    tests("Webhooks", ["Sealing", "SecretMemory"]),
    tests("Ledger", [.product(name: "GRDB", package: "GRDB.swift")]),
    tests("TransparencyLog", ["Sealing", "SecretMemory"]),
    tests("PolicyEngine", ["Facts", "YAMLReader", "CPolicies"]),
    .executableTarget(
      name: "SealingExample", dependencies: ["Sealing", "SecretMemory"], path: "Tests/SealingExample",
      swiftSettings: [.enableUpcomingFeature("MemberImportVisibility"), .treatAllWarnings(as: .error)]),
    tests("Sealing", ["CSodium", "SecretMemory", "SealingExample"]),
    .target(name: "CAllocationCount", path: "Tests/CAllocationCount"),
    .target(name: "CTraceProbe", path: "Tests/CTraceProbe"),
    .executableTarget(name: "PlantedLeak", path: "Tests/PlantedLeak"),
    .testTarget(
      name: "CredenceTests",
      dependencies: [
        "credence", "credence-job", "Commands", "PlantedLeak", "CTraceProbe", "Facts", "PolicyEngine",
        "Reporting", "Sealing", "SecretMemory", "YAMLReader", .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOTLS", package: "swift-nio"),
        .product(name: "NIOHTTP2", package: "swift-nio-http2"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .c2x
)
