internal import Facts
internal import JSONReader
@_spi(SecretBytes) internal import SecretMemory
internal import YAMLReader

/// Looks into values that hold secrets among other things: key files and kubeconfigs.
///
/// A key file is JSON within a JSON string; it is unescaped once more in locked memory of its own.
struct CompositeReader: ~Copyable {
  /// What stands inside a composite.
  struct Part: Sendable {
    /// The name within the composite; nil for text that is only to be searched for.
    let name: StaticString?
    let fieldClass: FieldClass
    /// Whether its own shape alone may call it a credential.
    var mayBeOther = false
  }

  var scratch: SecretArena
  var reader = JSONReader()
  var yaml = YAMLTokenReader()

  init(capacity: Int) throws(SecretMemoryError) { scratch = try SecretArena(capacity: capacity) }

  /// Whether the system keeps the scratch memory out of swap.
  var isLocked: Bool { scratch.isLocked }

  /// Reads a GCP key file: its kind, each secret in it, and what there is to say of it. Nil if it isn't one.
  mutating func readKeyFile(
    _ text: Span<UInt8>, _ body: (Part, Span<UInt8>) -> Void, state: (GoogleKeyFile) -> Void
  ) -> Kind? {
    guard text.count <= scratch.capacity, text.count > 2 else { return nil }
    defer { scratch.wipe(upTo: text.count) }
    guard Self.load(text, into: &scratch, with: &reader) else { return nil }
    let tokens = reader.tokens
    guard tokens[0].type == .object else { return nil }
    let bytes = scratch.bytes
    let file = GoogleKeyFile(bytes: bytes, tokens: tokens)
    // Of what is no key file, the texts are only searched for.
    let kind = file.kind
    if kind != nil {
      state(file)
      file.forEachGivenSecret { secret, value in
        body(
          Part(name: secret == .header ? "headers" : "command", fieldClass: .secret),
          bytes.extracting(value.range))
      }
    }
    var index = 1
    // Headers have names of their own, which were looked at.
    var headersEnd = 0
    while index < tokens.count {
      let text = bytes.extracting(tokens[index].range)
      switch tokens[index].type {
      case .key where text.holds("headers") && tokens[index + 1].type == .object:
        headersEnd = Int(tokens[index + 1].link)
      case .key where index < headersEnd && tokens[index + 1].type == .string:
        body(Part(name: nil, fieldClass: .secret), bytes.extracting(tokens[index + 1].range))
        index += 1
      case .key where tokens[index + 1].type == .string:
        let value = bytes.extracting(tokens[index + 1].range)
        if kind == nil {
          body(Part(name: nil, fieldClass: .secret, mayBeOther: true), value)
        } else if let part = Self.part(named: text, hash: tokens[index].link) {
          body(part, value)
        } else if !text.holds("command"), Classifier.isCredential(value) {
          // What is open by its key may have something else pasted there.
          body(Part(name: nil, fieldClass: .secret, mayBeOther: true), value)
        }
        index += 1
      // Keys that nobody knows, and what stands in lists: they may be secrets too.
      case .key where Self.keyFileKeys.value(of: text, hash: tokens[index].link) == nil, .string, .number:
        body(Part(name: nil, fieldClass: .secret, mayBeOther: true), text)
      default: break
      }
      index += 1
    }
    return kind
  }

  static func load(
    _ text: Span<UInt8>, into scratch: inout SecretArena, with reader: inout JSONReader
  ) -> Bool {
    scratch.copy(text, to: 0)
    var bytes = scratch.mutableBytes
    let end = try? reader.read(bytes.span.extracting(0..<text.count))
    guard let end, text.extracting(end..<text.count).all({ $0 <= 0x20 }) else { return false }
    reader.unescape(in: &bytes)
    return true
  }

  /// What a key of a key file holds; a key that nobody knows may hold anything.
  private static func part(named key: Span<UInt8>, hash: UInt32) -> Part? {
    guard let known = keyFileKeys.value(of: key, hash: hash) else {
      return Part(name: SecretNames.call(key) ? "other" : nil, fieldClass: .secret, mayBeOther: true)
    }
    return known
  }

  /// The keys of key files (google-auth): those with secrets, and those that only name something.
  private static let keyFileKeys = KeywordTable<Part?>(
    [
      ("private_key", Part(name: "private_key", fieldClass: .secret)),
      ("private_key_id", Part(name: "private_key_id", fieldClass: .keyIdentifier)),
      ("refresh_token", Part(name: "refresh_token", fieldClass: .secret)),
      ("client_secret", Part(name: "client_secret", fieldClass: .secret)),
    ]
      + [
        "type", "project_id", "client_email", "client_id", "auth_uri", "token_uri", "universe_domain",
        "auth_provider_x509_cert_url", "client_x509_cert_url", "audience", "subject_token_type", "token_url",
        "token_info_url", "service_account_impersonation_url", "quota_project_id", "account",
        "workforce_pool_user_project", "project", "name", "format_version", "ca_cert_path", "url",
        "environment_id", "command", "output_file", "file",
      ].map { ($0, nil) })
}
