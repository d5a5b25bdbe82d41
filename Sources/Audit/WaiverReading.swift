internal import Classification
public import PolicyEngine

extension WaiverFile {
  /// Reads a file's text and holds it against its schema, and against these policies. A text in it that looks like a
  /// credential is a mistake, since whoever reads the report reads it.
  public static func read(
    _ text: String, named name: String, for policies: PolicySet?
  ) throws(PolicyLoadError) -> WaiverFile {
    try WaiverFile(name: name, text: text, policies: policies, looksSecret: Note.looksSecret)
  }
}
