/// One realm of Oracle Cloud, which shares nothing with the others, and its regions: data that ages, so it is
/// handed to whoever asks.
public struct OCIRealm: Sendable, Equatable {
  /// As OCIDs write it, such as `oc1`.
  public let name: String
  /// As `region` is written, such as `eu-frankfurt-1` or `fra`.
  public let regions: [String]

  /// A realm and its regions.
  public init(name: String, regions: [String]) {
    self.name = name
    self.regions = regions
  }
}
