internal import Facts
internal import PolicyEngine

// What classification goes by that stands in the packs' data.

extension PolicySet {
  /// The realms of Oracle Cloud.
  var oracleRealms: [OCIRealm] { data.compactMap(\.oracleRealm) }

  /// The teams that may have access to integrations; empty where nobody says.
  var approvedTeams: [String] {
    for datum in data where datum.name == "limits.approvedTeams" {
      if case .list(let teams) = datum.value { return teams }
    }
    return []
  }
}

extension BuiltInPolicies {
  /// The realms of Oracle Cloud, for those who judge nothing.
  static let oracleRealms: [OCIRealm] = packs.filter { $0.name == "data/oci.yaml" }
    .flatMap { PolicyDatum.read($0) }.compactMap(\.oracleRealm)
}

extension PolicyDatum {
  fileprivate var oracleRealm: OCIRealm? {
    for prefix in ["oci.regions.", "oci.regionKeys."] where name.hasPrefix(prefix) {
      if case .list(let regions) = value {
        return OCIRealm(name: String(name.dropFirst(prefix.count)), regions: regions)
      }
    }
    return nil
  }
}
