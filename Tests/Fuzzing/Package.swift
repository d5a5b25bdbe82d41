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
    .target(name: "CProcess"),
    .target(name: "SecretMemory", dependencies: ["CSodium", "CProcess"], swiftSettings: settings),
    .target(name: "Sealing", dependencies: ["CProcess", "CSodium", "SecretMemory"], swiftSettings: settings),
    .executableTarget(
      name: "FuzzSealing", dependencies: ["Sealing", "SecretMemory"],
      swiftSettings: [.unsafeFlags(["-parse-as-library"])]),
  ], cLanguageStandard: .c2x)
