/// A closed set of words that facts and records are written in.
public protocol Word: CaseIterable, Sendable, Hashable {
  /// The word.
  var word: String { get }
  /// The place of the word in its vocabulary, from 0.
  var ordinal: Int { get }
}

extension Word {
  /// The place of the word in its vocabulary, from 0.
  public var ordinal: Int {
    for (index, word) in Self.allCases.enumerated() where word == self { return index }
    return 0
  }

  /// The word that a text is, if it is one.
  public init?(word text: some StringProtocol) {
    guard let found = Self.allCases.first(where: { $0.word == text }) else { return nil }
    self = found
  }
}

extension Word where Self: RawRepresentable<String> {
  /// The word.
  public var word: String { rawValue }
}

/// The cloud providers that Northflank integrates with (API reference of 2026-06).
public enum Provider: String, Word {
  case aws, azure, civo, gcp, oci, cloudflare, byok, coreweave, aiven, backblaze, akamai, nebius

  /// The place in the vocabulary, which every field of every integration is looked up by.
  public var ordinal: Int {
    switch self {
    case .aws: 0
    case .azure: 1
    case .civo: 2
    case .gcp: 3
    case .oci: 4
    case .cloudflare: 5
    case .byok: 6
    case .coreweave: 7
    case .aiven: 8
    case .backblaze: 9
    case .akamai: 10
    case .nebius: 11
    }
  }
}

/// What an integration is used for: declared intent, not a granted permission.
public enum Feature: String, Word {
  case byoc
  case byocStaticEgress = "byoc-static-egress"
  case byocCustomLaunchTemplates = "byoc-custom-launch-templates"
  case byocCustomVPC = "byoc-custom-vpc"
  case byocLogs = "byoc-logs"
  case cloudfront, route53
  case registryPull = "registry-pull"
  case registryPush = "registry-push"
  case opentofu
  case workloadIdentity = "workload-identity"
  case workloadIdentityManaged = "workload-identity-managed"
}

/// A declared way to authenticate.
public enum AuthMode: String, Word {
  case accessKey, crossAccountRole, apiToken, originCAKey, globalApiKey
}

/// How thoroughly Northflank checks the permissions of an AWS integration (API reference of 2026-06).
public enum PermissionCheck: String, Word {
  case enabled, disabled
  case ignoreImplicitDenyByOrganization = "ignore-implicit-deny-by-organization"
}

/// The environment that an integration's name speaks of.
public enum EnvironmentHint: String, Word { case production, development, temporary, none }

/// Where a mode comes from: `missing` means that nothing tells it.
public enum ModeSource: String, Word { case declared, inferred, missing }

/// Who wrote a document: `response` is the API's answer, `request` a body that somebody wrote.
///
/// Only in a request does a field's absence mean something; a response may have withheld it.
public enum DocumentForm: String, Word { case response, request }

/// Where an integration stood.
public enum DocumentOrigin: String, Word {
  /// In an API's answer, a list, or a request's body by itself.
  case payload
  /// In a node of a GitOps template.
  case template
  /// In the request that a saved result of the JavaScript client recorded.
  case requestBody
}

/// What stands in a field.
public enum FieldState: String, Word {
  case absent, null, empty, masked, reference, placeholder, live

  /// The place in the vocabulary.
  public var ordinal: Int {
    switch self {
    case .absent: 0
    case .null: 1
    case .empty: 2
    case .masked: 3
    case .reference: 4
    case .placeholder: 5
    case .live: 6
    }
  }

  /// Whether the field has a value, shown or not.
  public var isValue: Bool { self != .absent && self != .null && self != .empty }
}

/// How sensitive a field's value is.
public enum FieldClass: String, Word {
  /// Opens something by itself, or is the secret half of a pair.
  case secret
  /// Names a key; half of a pair.
  case keyIdentifier
  /// Names an account, a user, a place.
  case identifier
  /// Shared between two parties to tell each other apart, such as an AWS external id.
  case trustSecret
  /// Names a person.
  case personal
  /// A document with secrets inside.
  case blob

  /// How much harm it does in wrong hands, from 0: a response that shows one class would show all below.
  public var sensitivity: Int {
    switch self {
    case .identifier: 0
    case .personal: 1
    case .keyIdentifier: 2
    case .trustSecret: 3
    case .secret, .blob: 4
    }
  }
}

/// How sure a statement is, from the surest to the least sure.
public enum Basis: Int, Word, Comparable {
  /// The payload says so.
  case fact
  /// Two parts of a payload, or two payloads, say so together.
  case crossCheck
  /// A list from elsewhere says so.
  case evidence
  /// A date and the clock say so.
  case time
  /// A rule of thumb says so.
  case inferred

  /// The place in the vocabulary.
  public var ordinal: Int { rawValue }

  /// The word.
  public var word: String {
    switch self {
    case .fact: "fact"
    case .crossCheck: "crossCheck"
    case .evidence: "evidence"
    case .time: "time"
    case .inferred: "inferred"
    }
  }

  /// Whether `left` is surer than `right`.
  public static func < (left: Basis, right: Basis) -> Bool { left.rawValue < right.rawValue }
}

/// How bad a finding is.
public enum Severity: String, Word, Comparable {
  case info, low, medium, high, critical

  /// Whether `left` is milder than `right`.
  public static func < (left: Severity, right: Severity) -> Bool { left.ordinal < right.ordinal }
}

/// What a fleet policy compares across integrations.
public enum Correlation: String, Word {
  /// One secret that stands in several integrations.
  case sharedSecret
  /// One principal (an AWS key id, an Azure application, an Oracle user) whose secrets may differ.
  case sharedPrincipal
  /// One AWS account that is reached in ways that may differ.
  case sharedAccount
  /// One AWS role, whose external ids may differ.
  case sharedRole
  /// One AWS external id, whose roles may differ.
  case sharedExternalID
  /// One Azure application, whose subscriptions may differ.
  case sharedApplication
  /// One account, subscription or compartment with the same features.
  case duplicate
  /// The token that all integrations of an API were read with: each API's by itself.
  case apiToken

  /// What it is judged for, in a few words.
  public var scope: String { self == .apiToken ? "the API's token" : "across integrations" }
}

/// What judging a policy on one integration gave.
public enum Outcome: String, Word { case pass, fail, notEvaluable, notApplicable }
