import Classification
import Glibc
import IntegrationPayload
@_spi(SecretBytes) import SecretMemory

@testable import JSONReader

// For libFuzzer. The variable FUZZ says what input is read as; whatever it is, reading ends in integrations,
// problems or a typed error.

private enum Target: String {
  /// One JSON value, strictly.
  case json
  /// An input of documents: payloads, templates, saved client results, JSON or YAML.
  case payload
  /// A value of `credentials` that is looked into.
  case pem, kubeconfig, jwt, arn

  static let chosen = getenv("FUZZ").flatMap { Target(rawValue: String(cString: $0)) }
}

/// Reads one input. Always 0, as libFuzzer wants it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let bytes = UnsafeBufferPointer(start: start, count: count)
  switch Target.chosen {
  case .json: readJSON(Array(bytes))
  case .payload: readDocuments(Array(bytes))
  case .pem: classify(bytes, as: "privateKey", of: "oci")
  case .kubeconfig: classify(bytes, as: "kubeconfig", of: "byok")
  case .jwt: classify(bytes, as: "apiKey", of: "civo")
  case .arn: classify(bytes, as: "roleArn", of: "aws")
  case nil:
    print("FUZZ must be json, payload, pem, kubeconfig, jwt or arn")
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
    let reader = try PayloadReader(maximumSize: 1 << 14)
    let classifier = try Classifier(key: .random(), capacity: 1 << 14)
    self.reader = reader
    visitor = Visitor(classifier: classifier)
  }
}

private nonisolated(unsafe) var machine = try? Machine()

private func readDocuments(_ bytes: [UInt8]) {
  var ends: [Int32] = [-1, -1]
  // What a pipe holds without a reader.
  guard bytes.count <= 65_536, pipe(&ends) == 0 else { return }
  _ = write(ends[1], bytes, bytes.count)
  close(ends[1])
  switch machine.take() {
  case .none: abort()
  case .some(var taken):
    taken.reader.read(from: ends[0], showing: &taken.visitor)
    machine = consume taken
  }
  close(ends[0])
}

private func classify(_ value: UnsafeBufferPointer<UInt8>, as field: StaticString, of provider: StaticString)
{
  var text = Array(#"{"provider":"\#(provider)","credentials":{"\#(field)":""#.utf8)
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
  readDocuments(text + Array("\"}}".utf8))
}
