import Foundation
import Testing

/// What the compiler refuses to do with a secret. Each case has a twin that differs in the forbidden act
/// alone and compiles, so that a refusal for another reason doesn't count.
@Suite struct `The compiler refuses` {
  struct Case: Sendable {
    let act: String
    let twin: String
    let diagnostic: String
  }

  private func compile(_ body: String) throws -> Finished {
    let scratch = try Scratch()
    let file = try scratch.file(
      "case.swift",
      "import SecretMemory\nfunc use(_ secret: borrowing SecretBuffer) {\n\(body)\n}\nfunc keep<T>(_ value: T) {}\n"
    )
    let root = Scratch.root
    return try run(
      "/usr/bin/env",
      [
        "swiftc", "-typecheck", "-swift-version", "6", "-I", root + "/.build/debug/Modules", "-Xcc",
        "-fmodule-map-file=\(root)/Sources/CSodium/module.modulemap", "-Xcc",
        "-fmodule-map-file=\(root)/.build/debug/CProcess.build/module.modulemap", file,
      ])
  }

  @Test(arguments: [
    Case(act: "_ = \"\\(secret)\"", twin: "_ = \"\\(secret.count)\"", diagnostic: "Copyable"),
    Case(act: "_ = secret as Any", twin: "_ = secret.count as Any", diagnostic: "to type 'Any'"),
    Case(act: "_ = [secret]", twin: "_ = [secret.count]", diagnostic: "Copyable"),
    Case(
      act: "let copy = copy secret; _ = copy.count", twin: "let count = secret.count; _ = count",
      diagnostic: "noncopyable"),
    Case(act: "keep(secret)", twin: "keep(secret.count)", diagnostic: "Copyable"),
    Case(
      act: "_ = \"\\(secret.view)\"", twin: "_ = \"\\(secret.view.count)\"", diagnostic: "appendInterpolation"
    ),
    Case(act: "_ = [secret.view]", twin: "_ = [secret.view.count]", diagnostic: "Copyable"),
    Case(act: "keep(secret.view)", twin: "keep(secret.view.count)", diagnostic: "Copyable"),
    Case(
      act: "_ = secret.view == secret.view", twin: "_ = secret.view.isEqual(to: secret.view)",
      diagnostic: "=="),
    Case(act: "_ = secret.bytes.count", twin: "_ = secret.count", diagnostic: "inaccessible"),
    Case(
      act: "struct S: Codable { var s: SecretBuffer }", twin: "struct S: Codable { var s: Int }",
      diagnostic: "Codable"),
  ])
  func `to let a secret out`(example: Case) throws {
    let refused = try compile(example.act)
    #expect(refused.code != 0, "\(example.act)")
    #expect((refused.words + refused.text).contains(example.diagnostic), "\(example.act): \(refused.words)")
    let twin = try compile(example.twin)
    #expect(twin.code == 0, "\(example.twin): \(twin.words)")
  }
}
