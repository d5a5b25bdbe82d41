internal import Facts
internal import PolicyEngine

extension PolicySet {
  /// The realms of Oracle Cloud, by the data of the packs.
  var oracleRealms: [OCIRealm] { data.compactMap(\.oracleRealm) }
}

extension BuiltInPolicies {
  /// The realms of Oracle Cloud, for those who judge nothing.
  static let oracleRealms: [OCIRealm] = packs.filter { $0.name == "data/oci.yaml" }
    .flatMap { PolicyDatum.read($0) }.compactMap(\.oracleRealm)
}

extension PolicyDatum {
  fileprivate var oracleRealm: OCIRealm? {
    guard name.hasPrefix("oci.regions."), case .list(let regions) = value else { return nil }
    return OCIRealm(name: String(name.dropFirst("oci.regions.".count)), regions: regions)
  }
}
