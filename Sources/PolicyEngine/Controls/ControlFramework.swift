public import Facts

/// How sure it is that a policy bears on a control.
public enum ControlConfidence: String, Word {
  /// The control's own text was read, and speaks of it.
  case read
  /// Another catalogue of checks maps a like check to it.
  case mapped
  /// It is our judgement.
  case judged
}

/// A control of a framework that some policies bear on. That one passes says nothing about compliance.
public struct RelatedControl: Sendable {
  /// How the framework calls it, such as `AC-6`.
  public let id: String
  /// What it is about, in a few words.
  public let title: String
  /// The bundles that bear on it.
  public let bundles: [ControlBundle]
  /// Policies that bear on it besides.
  public let policies: [String]
  /// How sure that is.
  public let confidence: ControlConfidence

  /// Whether a policy bears on it.
  public func bears(_ policy: Policy) -> Bool {
    policies.contains(policy.id) || policy.controls.contains { bundles.contains($0) }
  }
}

/// A framework that auditors work with, in one version, and those of its controls that policies bear on.
public struct ControlFramework: Sendable {
  /// How commands call it, such as `nist-800-53`.
  public let id: String
  /// Its name.
  public let name: String
  /// Its version.
  public let version: String
  /// Where it is published.
  public let source: String
  /// The controls, in the framework's order.
  public let controls: [RelatedControl]
}

/// All frameworks, read from `policies/controls.yaml`.
public struct ControlCatalogue: Sendable {
  /// The frameworks, in the file's order.
  public let frameworks: [ControlFramework]

  /// Reads the file.
  ///
  /// - Throws: Everything that is wrong in it.
  public init(reading pack: PolicyPack) throws(PolicyLoadError) {
    let (frameworks, problems) = ControlReader.read(pack)
    guard problems.isEmpty else { throw PolicyLoadError(problems: problems) }
    self.frameworks = frameworks
  }

  /// The framework of that id.
  public subscript(id id: String) -> ControlFramework? { frameworks.first { $0.id == id } }

  /// The id that is nearest to a word, where one is near.
  public func nearestID(to word: String) -> String? {
    Spelling.nearest(to: word, among: frameworks.map(\.id))
  }

  /// The controls that a policy bears on, by framework; frameworks without one are left out.
  public func controls(of policy: Policy) -> [(framework: ControlFramework, controls: [RelatedControl])] {
    frameworks.compactMap { framework in
      let controls = framework.controls.filter { $0.bears(policy) }
      return controls.isEmpty ? nil : (framework, controls)
    }
  }
}
