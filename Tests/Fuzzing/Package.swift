// swift-tools-version: 6.3
import PackageDescription

// A package of its own, since the flags of libFuzzer would keep others from depending on the main one. It has the
// library's sources by links, so that they are instrumented, too.
let settings: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"), .enableExperimentalFeature("Lifetimes"),
]
let package = Package(
  name: "Fuzzing",
  targets: [
    .systemLibrary(name: "CSodium", pkgConfig: "libsodium"),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1"),
    .target(name: "CProcess"),
    .target(name: "CHeapCount"),
    .target(name: "SecretMemory", dependencies: ["CSodium", "CProcess"], swiftSettings: settings),
    .target(name: "Sealing", dependencies: ["CProcess", "CSodium", "SecretMemory"], swiftSettings: settings),
    .target(name: "JSONReader", swiftSettings: settings),
    .target(name: "YAMLReader", dependencies: ["CYAML", "JSONReader"], swiftSettings: settings),
    .target(name: "Facts", swiftSettings: settings),
    .target(
      name: "IntegrationPayload", dependencies: ["SecretMemory", "JSONReader", "YAMLReader", "Facts"],
      swiftSettings: settings),
    .target(
      name: "Classification",
      dependencies: ["SecretMemory", "JSONReader", "YAMLReader", "Facts", "IntegrationPayload"],
      swiftSettings: settings),
    .executableTarget(
      name: "FuzzReaders",
      dependencies: ["CHeapCount", "Classification", "IntegrationPayload", "JSONReader", "SecretMemory"],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]),
    .executableTarget(
      name: "FuzzSealing", dependencies: ["Sealing", "SecretMemory"],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]),
  ], cLanguageStandard: .c2x)
