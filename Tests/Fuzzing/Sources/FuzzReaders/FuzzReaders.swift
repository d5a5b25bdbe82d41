import CHeapCount
import Classification
import Glibc
import IntegrationPayload
@_spi(SecretBytes) import SecretMemory

@testable import JSONReader

// For libFuzzer. The variable FUZZ says what input is read as; whatever it is, reading ends in integrations,
// problems or a typed error, and holds no more on the heap than twice the input and 8 MiB.

private enum Target: String, CaseIterable {
  /// One JSON value, strictly.
  case json
  /// An input of documents: payloads, templates, saved client results, JSON or YAML.
  case payload
  /// The same, with what lies between the first two bytes 0xFF said again and again, up to 64 KiB.
  case dense
  /// A value of `credentials` that is looked into.
  case pem, kubeconfig, keyfile, jwt, arn
  /// A key or certificate in DER: the first byte chooses its label.
  case der
  /// What people write: a name and a description.
  case text

  static let chosen = getenv("FUZZ").flatMap { Target(rawValue: String(cString: $0)) }
}

/// Reads one input. Always 0, as libFuzzer wants it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  switch Target.chosen {
  case .json: readJSON(bytes)
  case .payload: readDocuments(bytes)
  case .dense: readDocuments(denser(bytes))
  case .pem: classify(bytes, as: "privateKey", of: "oci")
  case .der: classifyDER(bytes)
  case .kubeconfig: classify(bytes, as: "kubeconfig", of: "byok")
  case .keyfile: classify(bytes, as: "keyfileJson", of: "gcp")
  case .jwt: classify(bytes, as: "apiKey", of: "civo")
  case .arn: classify(bytes, as: "roleArn", of: "aws")
  case .text: readTexts(bytes)
  case nil:
    print("FUZZ must be one of", Target.allCases.map(\.rawValue).joined(separator: " "))
    exit(64)
  }
  return 0
}

private func readJSON(_ bytes: [UInt8]) {
  var bytes = bytes
  var reader = JSONReader(knownKeys: ["a", "name"])
  guard (try? reader.read(bytes.span)) != nil else { return }
  var span = bytes.mutableSpan
  reader.unescape(in: &span)
  // Every token lies within the text, and every container leads on.
  for index in 0..<reader.tokens.count {
    let token = reader.tokens[index]
    precondition(token.range.upperBound <= bytes.count)
    precondition(reader.tokens.index(after: index) > index)
  }
}

private struct Visitor: PayloadVisitor, ~Copyable {
  var classifier: Classifier

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    _ = classifier.classify(integration, place: "fuzz")
  }

  mutating func visit(_ problem: InputProblem) {}
}

/// Reader and classifier live from input to input, as they do in the program.
private struct Machine: ~Copyable {
  var reader: PayloadReader
  var visitor: Visitor

  init() throws(SecretMemoryError) {
    heap_count_install()
    let capacity = Target.chosen == .dense ? 1 << 20 : 1 << 14
    let reader = try PayloadReader(maximumSize: capacity)
    let classifier = try Classifier(key: .random(), capacity: capacity)
    self.reader = reader
    visitor = Visitor(classifier: classifier)
  }
}

private nonisolated(unsafe) var machine = try? Machine()
private let file = fileno(tmpfile())

private func readDocuments(_ bytes: [UInt8]) {
  guard ftruncate(file, 0) == 0, pwrite(file, bytes, bytes.count, 0) == bytes.count,
    lseek(file, 0, SEEK_SET) == 0
  else { abort() }
  switch machine.take() {
  case .none: abort()
  case .some(var taken):
    heap_count_begin()
    taken.reader.read(from: file, showing: &taken.visitor)
    let held = heap_count_peak()
    if held > 2 * bytes.count + 8 << 20 {
      print("\(held) bytes on the heap for an input of \(bytes.count)")
      abort()
    }
    machine = consume taken
  }
}

/// What lies between the first two bytes 0xFF again and again.
private func denser(_ bytes: [UInt8]) -> [UInt8] {
  let parts = bytes.split(separator: 0xFF, maxSplits: 2, omittingEmptySubsequences: false)
  guard parts.count == 3, !parts[1].isEmpty else { return bytes }
  var text = Array(parts[0])
  // `#` is a number that grows, so that keys differ.
  for number in 0..<max(1, (1 << 16) / parts[1].count) {
    if text.count > 1 << 16 { break }
    for byte in parts[1] {
      if byte == UInt8(ascii: "#") { text += String(number).utf8 } else { text.append(byte) }
    }
  }
  return text + parts[2].filter { $0 != 0xFF }
}

private func classifyDER(_ bytes: [UInt8]) {
  guard let first = bytes.first else { return }
  let labels = [
    "PRIVATE KEY", "RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY", "OPENSSH PRIVATE KEY",
    "PUBLIC KEY", "RSA PUBLIC KEY", "CERTIFICATE",
  ]
  let label = labels[Int(first) % labels.count]
  let text = "-----BEGIN \(label)-----\n\(base64(bytes.dropFirst()))\n-----END \(label)-----\n"
  guard label == "CERTIFICATE" else { return classify(Array(text.utf8), as: "privateKey", of: "oci") }
  let kubeconfig = """
    apiVersion: v1
    clusters: [{name: a, cluster: {server: "https://a.example.com"}}]
    contexts: [{name: a, context: {cluster: a, user: a}}]
    current-context: a
    users: [{name: a, user: {client-certificate-data: \(base64(Array(text.utf8)[...]))}}]
    """
  classify(Array(kubeconfig.utf8), as: "kubeconfig", of: "byok")
}

private func base64(_ bytes: ArraySlice<UInt8>) -> String {
  let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
  var text: [UInt8] = []
  var rest = bytes
  while !rest.isEmpty {
    let three = rest.prefix(3)
    rest = rest.dropFirst(3)
    let group = three.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - three.count))
    for index in 0..<4 {
      text.append(index > three.count ? UInt8(ascii: "=") : alphabet[group >> (18 - 6 * index) & 63])
    }
  }
  return String(decoding: text, as: UTF8.self)
}

private func readTexts(_ bytes: [UInt8]) {
  let name = escaped(bytes.prefix(39))
  let text = escaped(bytes[...])
  readDocuments(
    Array(#"{"provider":"aws","name":""#.utf8) + name + Array(#"","description":""#.utf8) + text
      + Array(#"","credentials":{"secretKey":""#.utf8) + escaped(bytes.suffix(40)) + Array("\"}}".utf8))
}

private func classify(_ value: [UInt8], as field: StaticString, of provider: StaticString) {
  readDocuments(
    Array(#"{"provider":"\#(provider)","credentials":{"\#(field)":""#.utf8) + escaped(value[...])
      + Array("\"}}".utf8))
}

/// The inside of a JSON string.
private func escaped(_ value: ArraySlice<UInt8>) -> [UInt8] {
  var text: [UInt8] = []
  for byte in String(decoding: value, as: UTF8.self).utf8 {
    switch byte {
    case 0x22, 0x5C: text += [0x5C, byte]
    case 0x0A: text += [0x5C, UInt8(ascii: "n")]
    case ..<0x20:
      let digits = Array("0123456789abcdef".utf8)
      text += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    default: text.append(byte)
    }
  }
  return text
}
