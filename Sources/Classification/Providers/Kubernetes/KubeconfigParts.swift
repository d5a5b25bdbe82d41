internal import Facts
internal import JSONReader

// What may be secret in a kubeconfig, value by value.

extension Kubeconfig {
  /// One value of a kubeconfig.
  struct Part {
    /// The key that it stands behind.
    let name: StaticString
    var kind: Kind
    var fieldClass: FieldClass
    let range: Range<Int>
    /// Whether it is the user's who is in use.
    let isUsed: Bool
    /// What it may be, where only its own name tells.
    var kinds = KindList.none
    /// Whether it is a secret for certain, or only looks like one.
    var isCertain = true
    /// Whether its key calls it none.
    var isOther: Bool { kind == .unknown && fieldClass == .secret }
  }

  /// Calls `body` with each credential, and `guess` with each longer word that no key explains.
  func forEachPart(_ body: (Part) -> Void, guess: (Range<Int>) -> Void) {
    let used = user.map { $0..<tokens.index(after: $0) }
    var index = 0
    // Where the settings of a provider lie whose own names were looked at; not those within them.
    var settings = 0..<0
    var plugin = 0..<0
    while index < tokens.count {
      switch tokens[index].type {
      case .key where !isContainer(index + 1):
        let key = bytes.extracting(tokens[index].range)
        let value = tokens[index + 1].range
        let isUsed = used?.contains(index) ?? false
        let isNull = tokens[index + 1].type == .null
        // Some keep the authority's key in its certificate's file.
        if key.hasSuffix("certificate-authority-data"), !isNull {
          body(
            Part(
              name: "certificate-authority-data", kind: .pemCertificate, fieldClass: .identifier,
              range: value,
              isUsed: false))
        }
        switch KubeconfigShape.keys.value(of: key, hash: tokens[index].link) {
        case .secret(let name, let kind)?:
          if !isNull { body(Part(name: name, kind: kind, fieldClass: .secret, range: value, isUsed: isUsed)) }
        case .named(let name, let kind)?:
          // A path isn't a secret, but somebody may have put one here.
          let isPath = kind == .kubernetesFileReference
          if isPath, holdsCredential(value) {
            body(Part(name: name, kind: .unknown, fieldClass: .secret, range: value, isUsed: isUsed))
          } else if !isNull {
            body(Part(name: name, kind: kind, fieldClass: .identifier, range: value, isUsed: isUsed))
          }
          if isPath { words(value, guess) }
        case .open?:
          // An address may hold a password.
          if offset(of: UInt8(ascii: "@"), in: bytes.extracting(value)) < value.count { words(value, guess) }
          forEachOpenSecret(value) {
            body(
              Part(
                name: "other", kind: .unknown, fieldClass: .secret, range: $0.range, isUsed: isUsed,
                kinds: $0.kinds, isCertain: $0.isCertain))
          }
        case nil:
          words(tokens[index].range, guess)
          words(value, guess)
          // A plugin's variables were looked at.
          let isVariable = plugin.contains(index) && key.holds("value")
          if !settings.contains(index), !isNull,
            SecretNames.call(key) || !isVariable && holdsCredential(value)
          {
            body(Part(name: "other", kind: .unknown, fieldClass: .secret, range: value, isUsed: isUsed))
          } else if key.holds("tokenFile"), !isNull {
            body(
              Part(
                name: "tokenFile", kind: .kubernetesFileReference, fieldClass: .identifier, range: value,
                isUsed: isUsed))
          }
        }
        index += 1
      case .key:
        let key = bytes.extracting(tokens[index].range)
        if let (name, kind) = Self.structure(named: key) {
          body(
            Part(
              name: name, kind: kind, fieldClass: .identifier, range: 0..<0,
              isUsed: used?.contains(index) ?? false))
          let isUsed = used?.contains(index) ?? false
          let give = { (name: StaticString, value: ArgumentScan.Value) in
            body(
              Part(
                name: name, kind: .unknown, fieldClass: .secret, range: value.range, isUsed: isUsed,
                kinds: value.kinds, isCertain: value.isCertain))
          }
          forEachPluginSecret(object(at: index + 1), give)
          forEachSetting(object(at: index + 1), give)
          settings = ownSettings(of: index + 1)
          plugin = index..<tokens.index(after: index + 1)
        } else if KubeconfigShape.keys.value(of: key, hash: tokens[index].link) == nil {
          words(tokens[index].range, guess)
        }
      case .string, .number:
        words(tokens[index].range, guess)
        // What a plugin is given was looked at.
        if !plugin.contains(index), holdsCredential(tokens[index].range) {
          body(
            Part(
              name: "other", kind: .unknown, fieldClass: .secret, range: tokens[index].range,
              isUsed: used?.contains(index) ?? false))
        }
      default: break
      }
      index += 1
    }
  }

  /// The tokens of `config` up to its first container.
  private func ownSettings(of provider: Int) -> Range<Int> {
    guard let config = object(at: provider).value("config"), tokens[config].type == .object else {
      return 0..<0
    }
    var index = config + 1
    while index < Int(tokens[config].link), !isContainer(index + 1) { index += 2 }
    return config..<index
  }

  /// An object that is a credential as a whole.
  private static func structure(named key: Span<UInt8>) -> (StaticString, Kind)? {
    if key.holds("exec") { return ("exec", .kubernetesExecPlugin) }
    return key.holds("auth-provider") ? ("auth-provider", .kubernetesAuthProvider) : nil
  }

  /// Whether a value that no key calls a secret is one all the same, by its shape.
  private func holdsCredential(_ range: Range<Int>) -> Bool {
    let text = bytes.extracting(range)
    return text.count >= KubeconfigShape.shortestGuess && Classifier.isCredential(text)
  }

  /// Calls `body` with what opens something in a value that is open by its key: a credential by its shape, or in the
  /// query of an address.
  private func forEachOpenSecret(_ range: Range<Int>, _ body: (ArgumentScan.Value) -> Void) {
    if holdsCredential(range) {
      return body(ArgumentScan.Value(range: range, kinds: .none, isCertain: true))
    }
    let text = bytes.extracting(range)
    var start = offset(of: UInt8(ascii: "?"), in: text) + 1
    while start < text.count {
      let end = offset(of: UInt8(ascii: "&"), in: text, from: start)
      var scan = ArgumentScan()
      scan.add(range.lowerBound + start..<range.lowerBound + end, in: bytes) { if $0.isCertain { body($0) } }
      start = end + 1
    }
  }

  private func isContainer(_ index: Int) -> Bool {
    tokens[index].type == .object || tokens[index].type == .array
  }

  private func words(_ range: Range<Int>, _ body: (Range<Int>) -> Void) {
    var start = range.lowerBound
    for index in range.lowerBound...range.upperBound
    where index == range.upperBound || !KubeconfigShape.isWord(bytes[index]) {
      if index - start >= KubeconfigShape.shortestGuess { body(start..<index) }
      start = index + 1
    }
  }
}
