internal import CPolicies

/// What can be pasted to mend a finding: commands, a definition, a body for the platform's API. It never holds a
/// secret; where one goes, it has a reference, or a variable that whoever pastes it fills in.
public struct Remedy: Sendable {
  /// Its file's name.
  public let name: String
  /// What it comes to, in a line.
  public let title: String
  /// The policies that it is for: whole ids, or the beginnings of ids.
  public let policies: [String]
  private let text: String

  /// The remedies that the program carries, as they stand in `policies/remedies`.
  public static let all: [Remedy] = (0..<credence_remedy_count()).compactMap { index in
    // The C boundary: the bytes are constants of the program and outlive everything.
    guard let name = unsafe credence_remedy_name(index), let bytes = unsafe credence_remedy_bytes(index)
    else {
      return nil
    }
    let buffer = unsafe UnsafeBufferPointer(start: bytes, count: credence_remedy_size(index))
    return unsafe Remedy(name: String(cString: name), file: String(decoding: buffer, as: UTF8.self))
  }

  /// The remedy for a policy: the one that names it, else the one that names the longest beginning of its id.
  public static func remedy(for policy: String) -> Remedy? {
    var best: (remedy: Remedy, length: Int)?
    for remedy in all {
      for beginning in remedy.policies
      where policy == beginning || policy.hasPrefix(beginning + "-") {
        if beginning.count > best?.length ?? -1 { best = (remedy, beginning.count) }
      }
    }
    return best?.remedy
  }

  /// A file: two lines that say what it is, an empty one, the text.
  init?(name: String, file: String) {
    let lines = file.split(separator: "\n", maxSplits: 3, omittingEmptySubsequences: false)
    guard lines.count == 4, lines[0].hasPrefix("title: "), lines[1].hasPrefix("for: "), lines[2].isEmpty
    else {
      return nil
    }
    self.name = name
    title = String(lines[0].dropFirst(7))
    policies = lines[1].dropFirst(5).split(separator: " ").map(String.init)
    text = String(lines[3])
  }

  /// The text for an integration and a field. The id stands in comments only; one that holds anything but letters,
  /// digits, hyphens and dots is left out all the same, since the text goes to a shell.
  public func text(integration: String?, field: String?) -> String {
    let isPlain = integration?.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F: true
      default: false
      }
    }
    let id = isPlain == true ? "/v1/cloud-providers/integrations/\(integration ?? "")" : "the integration"
    return text.replacing("@ID@", with: id).replacing("@FIELD@", with: field ?? "<field>")
  }
}
