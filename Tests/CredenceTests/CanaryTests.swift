import CTraceProbe
import Foundation
import Reporting
import Testing

/// Payloads in which every place holds a random secret of its own, and the secrets.
struct Canaries {
  private(set) var secrets: [String] = []
  private(set) var documents: [String] = []
  /// The same as YAML, a document behind each marker.
  private(set) var yaml = ""

  mutating func secret(_ length: Int = 32) -> String {
    let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
    let secret = String((0..<length).map { _ in alphabet.randomElement() ?? "x" })
    secrets.append(secret)
    return secret
  }

  private static let fields = [
    "aws": ["accessKey", "secretKey", "roleArn", "externalId"], "gcp": ["keyfileJson"],
    "azure": ["tenantId", "clientId", "objectId", "secret", "subscriptionId"], "civo": ["apiKey"],
    "oci": ["region", "tenancyId", "userId", "fingerprint", "privateKey", "passphrase", "compartmentId"],
    "coreweave": ["apiKey"], "nebius": ["serviceAccountId", "publicKeyId", "privateKeyPem"],
    "aiven": ["apiKey"], "backblaze": ["applicationKeyId", "applicationKey"],
    "akamai": ["host", "accessToken", "clientToken", "clientSecret"], "cloudflare": ["apiKey", "email"],
    "byok": ["kubeconfig"], "hetzner": ["apiKey", "token", "secretKey"],
  ]
  private static let modes: [String: (block: String, key: String, values: [String])] = [
    "aws": ("aws", "authenticationMode", ["accessKey", "crossAccountRole"]),
    "gcp": ("gcp", "authenticationMode", ["accessKey", "crossAccountRole"]),
    "cloudflare": ("cloudflare", "credentialType", ["apiToken", "originCAKey", "globalApiKey"]),
  ]

  /// No payload yet.
  static var empty: Canaries { Canaries(secrets: [], documents: []) }

  private init(secrets: [String], documents: [String]) {
    self.secrets = secrets
    self.documents = documents
  }

  init() throws {
    for (provider, fields) in Self.fields.sorted(by: { $0.key < $1.key }) {
      for mode in Self.modes[provider]?.values ?? [""] {
        for isResponse in [true, false] {
          var object: [String: Any] = [
            "name": "Canary \(provider)", "provider": provider, "features": ["byoc"],
            "description": secret(), "webhook": secret(), secret(): secret(),
          ]
          var credentials: [String: Any] = [:]
          for field in fields { credentials[field] = secret() }
          credentials["sessionToken"] = secret()
          credentials[secret()] = secret()
          credentials["nested"] = ["token": secret(), "list": [secret(), secret()]]
          object["credentials"] = credentials
          if let block = Self.modes[provider] { object[block.block] = [block.key: mode, "x": secret()] }
          if isResponse {
            object["id"] = "canary-\(provider)"
            object["createdAt"] = "2026-05-02T08:00:00.000Z"
          }
          try add(object)
        }
      }
    }
    let key = "-----BEGIN PRIVATE KEY-----\n\(secret(64))\n\(secret(64))\n-----END PRIVATE KEY-----\n"
    let file = ["type": "service_account", "private_key": key, "private_key_id": secret(40), "new": secret()]
    let text = String(decoding: try JSONSerialization.data(withJSONObject: file), as: UTF8.self)
    try add(["name": "Key file", "provider": "gcp", "credentials": ["keyfileJson": text]])
    let kubeconfig = """
      apiVersion: v1
      kind: Config
      clusters: [{name: c, cluster: {server: "https://example.com"}}]
      users:
      - name: admin
        user:
          token: \(secret(40))
          client-key-data: \(secret(80))
      """
    try add(["name": "Kube", "provider": "byok", "credentials": ["kubeconfig": kubeconfig]])
    try addKubeconfigs()
    // Where people read, and where we expect a word of ours.
    let shown = secret()
    try add(["name": shown, "provider": "civo", "credentials": ["apiKey": shown]])
    try add([
      "name": "Odd", "provider": secret(), "features": [secret()], "credentials": ["apiKey": secret()],
    ])
    try add(["name": "Mode", "provider": "aws", "aws": ["authenticationMode": secret()], "credentials": [:]])
    try addTemplates()
    try addClientResults()
  }

  /// Literals in a node, behind arguments, put over others, in functions and within other texts.
  private mutating func addTemplates() throws {
    let arguments: [String: Any] = ["A": secret(), "B": ["c": secret()], "O": secret(), "unused": secret()]
    let kubeconfig = "apiVersion: v1\nusers: [{user: {token: \"${args.A}\", password: \(secret())}}]\n"
    let spec: [String: Any] = [
      "name": "Node", "provider": "aws", "description": secret(),
      "credentials": [
        "accessKey": "${args.A}", "secretKey": secret(), "externalId": "x-${args.B.c}-\(secret())",
        "apiKey": "${args.O}", "passphrase": "${fn.base64(args.A)}", "kubeconfig": kubeconfig,
        secret(): "${args.A}",
      ],
    ]
    let node: [String: Any] = ["kind": "BYOCIntegration", "ref": secret(), "spec": spec, secret(): secret()]
    try add([
      "apiVersion": "v1.2", "name": secret(), "arguments": arguments, "argumentOverrides": ["O": secret()],
      "spec": ["kind": "Workflow", "spec": ["type": "sequential", "steps": [["kind": secret()], node]]],
    ])
    try add(node)
  }

  private mutating func addClientResults() throws {
    let data: [String: Any] = ["id": "dumped", "name": "Dumped", "provider": "civo", "createdAt": "x"]
    func request(_ token: String, _ body: Any) -> [String: Any] {
      let headers = ["Authorization": "Bearer " + token]
      return ["url": "https://api.example.com", "method": "PUT", "headers": headers, "body": body]
    }
    try add(["data": data, "rawResponse": ["x": secret()], "request": request(secret(), NSNull())])
    let body: [String: Any] = ["name": "Sent", "provider": "civo", "credentials": ["apiKey": secret()]]
    try add(["error": ["message": secret()], "request": request(secret(), body)])
    let text = String(decoding: try JSONSerialization.data(withJSONObject: body), as: UTF8.self)
    try add(["error": ["status": 500], "request": ["headers": ["x": secret()], "body": text]])
  }

  /// A value as block YAML, its texts written in one of four ways.
  private func block(_ value: Any, indent: String, _ style: inout Int) throws -> String {
    switch value {
    case let object as [String: Any]:
      if object.isEmpty { return " {}\n" }
      return try object.sorted { $0.key < $1.key }.reduce("\n") { text, entry in
        text + indent + "\"\(entry.key)\":" + (try block(entry.value, indent: indent + "  ", &style))
      }
    case let list as [Any]:
      return try list.reduce("\n") { $0 + indent + "-" + (try block($1, indent: indent + "  ", &style)) }
    case let text as String:
      style += 1
      let isPlain = text.allSatisfy { $0.isLetter || $0.isNumber }
      if style % 4 == 0, isPlain { return " \(text)\n" }
      if style % 4 == 1, isPlain { return " '\(text)'\n" }
      if style % 4 == 2, isPlain { return " |-\n\(indent)\(text)\n" }
      let quoted = try JSONSerialization.data(
        withJSONObject: text, options: [.fragmentsAllowed, .withoutEscapingSlashes])
      return " " + String(decoding: quoted, as: UTF8.self) + "\n"
    case is NSNull: return " null\n"
    default: return " \(value)\n"
    }
  }

  /// Each credential that a kubeconfig may hold, in each way to write it.
  private mutating func addKubeconfigs() throws {
    func pem(_ label: String, _ body: String) -> String {
      Data("-----BEGIN \(label)-----\n\(body)\n-----END \(label)-----\n".utf8).base64EncodedString()
    }
    for form in ["plain", "folded", "odd", "json"] {
      var users: [[String: Any]] = [
        ["client-certificate-data": "TUlJQg==", "client-key-data": pem("PRIVATE KEY", secret(64))],
        ["client-key-data": pem("EC PRIVATE KEY", secret(64))], ["token": secret(40)],
        ["token": JWT.legacy() + secret(20)], ["username": secret(20), "password": secret(20)],
        [
          "exec": [
            "command": "aws", "args": [secret(24)], "env": [["name": "A_TOKEN", "value": secret(24)]],
          ]
        ],
        [
          "auth-provider": ["name": "oidc", "config": ["id-token": secret(30), "refresh-token": secret(30)]]
        ],
        ["tokenFile": "/run/" + secret(20)], ["unknown": [secret(20), ["deep": secret(20)]]],
      ]
      if form == "odd" { users.append(["as": secret(20)]) }
      let file: [String: Any] = [
        "apiVersion": "v1", "current-context": "c",
        "contexts": [["name": "c", "context": ["cluster": "c", "user": "u2"]]],
        "clusters": [
          [
            "name": "c",
            "cluster": ["server": "https://u:\(secret(20))@example.com", "proxy-url": secret(20)],
          ]
        ],
        "users": users.enumerated().map { ["name": "u\($0)", "user": $1] as [String: Any] },
      ]
      var text = String(
        decoding: try JSONSerialization.data(withJSONObject: file, options: .sortedKeys), as: UTF8.self)
      switch form {
      case "plain": text = Self.yaml(file, indent: 0)
      case "folded":
        text = "# \(secret(20))\n" + Self.yaml(file, indent: 0).replacing(": ", with: ": >-\n              ")
      case "odd": text = Self.yaml(file, indent: 0) + "x: *x\n"
      default: break
      }
      try add(["name": "Kube \(form)", "provider": "byok", "credentials": ["kubeconfig": text]])
    }
  }

  /// In block style.
  private static func yaml(_ value: Any, indent: Int) -> String {
    let space = String(repeating: " ", count: indent)
    if let object = value as? [String: Any] {
      return object.sorted { $0.key < $1.key }.map { key, value in
        value is String
          ? "\(space)\(key): \(value)\n" : "\(space)\(key):\n" + yaml(value, indent: indent + 2)
      }.joined()
    }
    if let list = value as? [Any] {
      return list.map { element in
        element is String
          ? "\(space)- \(element)\n"
          : space + "- " + yaml(element, indent: indent + 2).dropFirst(indent + 2)
      }.joined()
    }
    return ""
  }

  private mutating func add(_ object: [String: Any]) throws {
    var style = documents.count
    yaml += "---" + (try block(object, indent: "", &style))
    documents.append(
      String(
        decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys), as: UTF8.self))
  }
}

@Suite struct `No secret gets out` {
  let canaries: Canaries
  let search: LeakSearch
  let scratch: Scratch

  init() throws {
    canaries = try Canaries()
    search = LeakSearch(canaries.secrets)
    scratch = try Scratch()
  }

  @Test func `in what is made of YAML, good and broken`() throws {
    let file = try scratch.file("all.yaml", canaries.yaml)
    for format in ["table", "jsonl"] {
      let finished = try credence("audit", file, "--format", format)
      #expect(finished.code == 1, "\(finished.words)")
      expectClean(finished, "audit --format \(format)")
    }
    let facts = try credence("facts", file)
    #expect(facts.code == 0 && facts.records.count == canaries.documents.count)
    expectClean(facts, "facts")
    for broken in [canaries.yaml.replacing(": ", with: " "), canaries.yaml.replacing("'", with: ": {")] {
      let finished = try credence("audit", "-", "--format", "jsonl", input: broken)
      #expect(finished.code == 65)
      expectClean(finished, "broken YAML")
    }
  }

  private func expectClean(_ finished: Finished, _ what: Comment) {
    #expect(!search.finds(in: finished.output), what)
    #expect(!search.finds(in: finished.errors), what)
  }

  @Test func `in the table and the records of good input`() throws {
    let file = try scratch.file("all.jsonl", canaries.documents.joined(separator: "\n"))
    for format in ["table", "jsonl"] {
      let finished = try credence("audit", file, "--format", format)
      #expect(finished.code == 1)
      expectClean(finished, "audit --format \(format)")
    }
    let facts = try credence("facts", file)
    #expect(facts.code == 0 && facts.records.count == canaries.documents.count)
    expectClean(facts, "facts")
    let list = "{\"data\":{\"integrations\":[" + canaries.documents.joined(separator: ",") + "]}}"
    let finished = try credence("audit", "-", "--format", "jsonl", input: list)
    #expect(finished.records("integration").count == canaries.documents.count)
    expectClean(finished, "a list on standard input")
  }

  @Test func `in any format of reports`() throws {
    let file = try scratch.file("all.jsonl", canaries.documents.joined(separator: "\n"))
    for format in ExportFormat.all {
      let finished = try credence("audit", file, "--format", format.name, "--raw", "--profile", "full")
      #expect(finished.code == 1 && !finished.output.isEmpty)
      expectClean(finished, "audit --format \(format.name)")
    }
  }

  @Test func `in any format and view, with names and descriptions that mean something to it`() throws {
    var own = Canaries.empty
    let documents = try `Reports in other formats`.hostile.enumerated().map { number, text in
      let object: [String: Any] = [
        "id": "hostile-\(number)", "createdAt": "2026-01-01", "provider": "civo",
        "name": number % 2 == 0 ? text : text + own.secret(40),
        "description": "\(text) \(own.secret(40)) \(text)", "tags": [text: own.secret(40)],
        "credentials": ["apiKey": own.secret(40), text: own.secret(40)],
      ]
      return String(decoding: try JSONSerialization.data(withJSONObject: object), as: UTF8.self)
    }
    let search = LeakSearch(own.secrets)
    let file = try scratch.file("hostile.jsonl", documents.joined(separator: "\n"))
    let report = try scratch.file("report.jsonl", try credence("audit", file, "--format", "jsonl").text)
    #expect(!search.finds(in: try Data(contentsOf: URL(filePath: report))))
    for format in ["table"] + ExportFormat.all.map(\.name) {
      for command in [["audit", file], ["report", "merge", report]] {
        let finished = try run(
          Scratch.credence, command + ["--format", format, "--raw", "--profile", "full"])
        #expect(finished.code == 1 && !finished.output.isEmpty, "\(finished.words)")
        #expect(
          !search.finds(in: finished.output) && !search.finds(in: finished.errors), "\(command[0]) \(format)")
      }
    }
  }

  @Test func `in what is said of broken input`() throws {
    for (index, document) in canaries.documents.enumerated() {
      let bytes = Array(document.utf8)
      let cut = bytes.count / 3 + index
      let inputs = [
        String(decoding: bytes.prefix(cut), as: UTF8.self),
        String(decoding: bytes.prefix(cut) + [0x01] + bytes.dropFirst(cut), as: UTF8.self),
        document.replacing(":", with: " "), "[" + document,
      ]
      let finished = try credence(
        "audit", "-", "--format", "jsonl", input: inputs.joined(separator: "\n"))
      #expect(finished.code == 65)
      expectClean(finished, "broken input \(index)")
      let facts = try credence("facts", "-", input: inputs.joined(separator: "\n"))
      #expect(facts.code == 65)
      expectClean(facts, "facts of broken input \(index)")
    }
  }

  @Test func `in a sealed report, opened again`() throws {
    let file = try scratch.file("all.jsonl", canaries.documents.joined(separator: "\n"))
    let keys = scratch.path + "/keys"
    #expect(try credence("keygen", "reader", keys).code == 0)
    #expect(try credence("keygen", "job", keys).code == 0)
    let report = scratch.path + "/r.age"
    let sealing = try credence(
      "audit", file, "--seal", "--single-recipient", "--recipients-file", keys + "/recipient.txt",
      "--sign-key", keys + "/signing.key", "-o", report)
    #expect(sealing.code == 1)
    expectClean(sealing, "audit --seal")
    for format in ["table", "jsonl"] {
      let shown = try credence(
        "report", "show", report, "--identity", keys + "/identity.txt", "--verify-key", keys + "/signing.pub",
        "--format", format)
      #expect(shown.code == 0 && !shown.output.isEmpty)
      expectClean(shown, "report show --format \(format)")
    }
    for name in try FileManager.default.contentsOfDirectory(atPath: scratch.path)
    where name.hasPrefix("r.age") {
      #expect(!search.finds(in: try Data(contentsOf: URL(filePath: scratch.path + "/" + name))), "\(name)")
    }
  }

  @Test func `in the release program's memory, stopped just before its exit`() throws {
    guard getuid() == 0 else {
      print("SKIPPED: reading another process's memory needs root")
      return
    }
    try #require(
      FileManager.default.fileExists(atPath: Scratch.release), "make test builds the release program first")
    let file = try scratch.file("all.jsonl", canaries.documents.joined(separator: "\n"))
    for format in ["table", "jsonl"] {
      let places = try leaks(in: [Scratch.release, "audit", file, "--format", format], code: 1)
      #expect(places.isEmpty, "audit --format \(format): \(places)")
    }
    #expect(try leaks(in: [Scratch.release, "facts", file], code: 0).isEmpty, "facts")
    let yaml = try scratch.file("all.yaml", canaries.yaml)
    let command = [Scratch.release, "audit", yaml, "--format", "jsonl"]
    #expect(try leaks(in: command, code: 1).isEmpty, "audit of YAML")
    // Workers of their own start only where there is enough for them, and have stacks of their own.
    let many = Array(repeating: canaries.documents, count: 20).joined()
    let long = try scratch.file("many.jsonl", many.joined(separator: "\n"))
    let parallel = [Scratch.release, "audit", long, "--format", "jsonl", "--workers", "3"]
    #expect(try leaks(in: parallel, code: 1).isEmpty, "audit with workers")
  }

  @Test func `and what a program holds by itself hides nothing else of a secret`() throws {
    let secret = canaries.secrets[0]
    let program = try scratch.file("program", "…" + secret.prefix(8) + "…" + secret.suffix(8))
    let rest = try LeakSearch([secret]).ignoring(program)
    #expect(try !rest.finds(in: Data(contentsOf: URL(filePath: program))))
    #expect(rest.finds(in: Data(secret.dropFirst().prefix(8).utf8)))
    #expect(rest.finds(in: Data(secret.utf8)))
  }

  @Test(arguments: ["stdout", "stderr", "file", "memory"], ["plain", "base64", "hex", "reversed"])
  func `and a leak planted on purpose is found`(place: String, form: String) throws {
    let secret = try scratch.file("secret", canaries.secrets[0])
    let leaked = scratch.path + "/leaked"
    if place == "memory" {
      guard getuid() == 0 else {
        print("SKIPPED: reading another process's memory needs root")
        return
      }
      #expect(try !leaks(in: [Scratch.leak, place, form, secret], code: 0).isEmpty)
      return
    }
    let finished = try run(Scratch.leak, [place, form, secret, leaked])
    let file = FileManager.default.contents(atPath: leaked) ?? Data()
    #expect([finished.output, finished.errors, file].contains { search.finds(in: $0) })
  }

  private func leaks(in command: [String], code: Int32) throws -> [String] {
    try memoryLeaks(in: command, of: search, code: code, scratch)
  }
}

/// The mappings of a program at its exit in which a secret stands, outside locked memory.
func memoryLeaks(
  in command: [String], of search: LeakSearch, code: Int32?, _ scratch: Scratch
) throws -> [String] {
  final class Found {
    var places: [String] = [], search: LeakSearch; init(_ search: LeakSearch) { self.search = search }
  }
  let found = Found(try search.ignoring(command[0]))
  var arguments = command.map { unsafe UnsafePointer<CChar>(strdup($0)) }
  arguments.append(nil)
  let context = unsafe Unmanaged.passUnretained(found).toOpaque()
  let result = unsafe probe_run(
    &arguments, scratch.path + "/traced",
    { pid, context in
      guard let context = unsafe context else { return }
      let found = unsafe Unmanaged<Found>.fromOpaque(context).takeUnretainedValue()
      found.places = memoryPlaces(of: pid, holding: found.search)
    }, context)
  for argument in unsafe arguments { unsafe free(UnsafeMutablePointer(mutating: argument)) }
  if let code { #expect(result == code) } else { #expect(result >= 0) }
  return found.places
}

/// The mappings of a stopped process that hold a secret. Those that are locked and left out of core dumps are
/// the arenas.
private func memoryPlaces(of pid: Int32, holding search: LeakSearch) -> [String] {
  guard let smaps = try? String(contentsOfFile: "/proc/\(pid)/smaps", encoding: .utf8) else {
    return ["no smaps"]
  }
  let memory = open("/proc/\(pid)/mem", O_RDONLY)
  guard memory >= 0 else { return ["no access"] }
  defer { close(memory) }
  var places: [String] = []
  var header = ""
  for line in smaps.split(separator: "\n") {
    if line.first?.isHexDigit == true, line.contains("-"), !line.contains(" kB") { header = String(line) }
    guard line.hasPrefix("VmFlags:") else { continue }
    let flags = line.split(separator: " ")
    if flags.contains("lo") && flags.contains("dd") || !flags.contains("rd") { continue }
    let range = header.split(separator: " ")[0].split(separator: "-").compactMap { UInt64($0, radix: 16) }
    guard range.count == 2, !header.contains("[v") else { continue }
    let size = Int(range[1] - range[0])
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
    defer { unsafe buffer.deallocate() }
    var filled = 0
    while filled < size {
      let count = unsafe pread(
        memory, buffer.baseAddress?.advanced(by: filled), min(1 << 20, size - filled),
        off_t(clamping: range[0]) + filled)
      if count <= 0 { break }
      filled += count
    }
    if let place = unsafe search.first(in: UnsafeRawBufferPointer(rebasing: buffer[..<filled])) {
      places.append("\(header) + 0x\(String(place, radix: 16))")
    }
  }
  return places
}
