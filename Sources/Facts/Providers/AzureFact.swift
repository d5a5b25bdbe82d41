/// The facts about Azure credentials.
public enum AzureFact: Int, FactFamily {
  case malformedIDs, equalIDs, documentedIDs, tenantForm, secretForm

  /// The place of the first in the schema.
  public static let first = GCPFact.end
  static let end = first + allCases.count

  /// What the fact is.
  public var definition: FactDefinition {
    let noIDs = "None of `tenantId`, `clientId`, `objectId` and `subscriptionId` is shown."
    switch self {
    case .malformedIDs:
      return Self.number(
        "azure.ids.malformed", "fields",
        "How many of the four ids are no GUIDs. A tenant may be a domain instead.", unknown: noIDs)
    case .equalIDs:
      return Self.number(
        "azure.ids.equal", "fields",
        "How many of the four ids are the same as another of them, so that one was pasted into a wrong field.",
        unknown: noIDs)
    case .documentedIDs:
      return Self.number(
        "azure.ids.documented", "fields",
        "How many of the four ids are nobody's: all zeroes, one digit again and again, or Microsoft's own"
          + " tenant.",
        unknown: noIDs)
    case .tenantForm:
      return Self.word(
        "azure.tenant.form", AzureTenantForm.self, "How `tenantId` names the tenant.",
        unknown: "`tenantId` isn't shown.")
    case .secretForm:
      return Self.word(
        "azure.secret.form", AzureSecretForm.self, "What `secret` looks like.",
        unknown: "`secret` isn't shown.")
    }
  }
}

/// How a tenant is named.
public enum AzureTenantForm: String, Word {
  case guid
  /// `NAME.onmicrosoft.com`, the tenant's first domain.
  case initialDomain
  /// Another domain.
  case domain
  /// `common`, `organizations` or `consumers`: no tenant in particular, and not enough for a client secret.
  case any
  case other
}

/// What an Azure client secret looks like.
public enum AzureSecretForm: String, Word {
  /// With `Q~` behind a digit: made since 2021.
  case current
  /// Made before, or chosen by somebody.
  case legacy
  /// A GUID: the id of a secret in place of the secret.
  case secretID
  /// Something that is no client secret.
  case other
}
