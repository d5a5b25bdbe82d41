/// The rights that an AWS role's name speaks of. A name grants nothing: this is a hint, never a fact.
public enum RoleHint: String, Word {
  /// `admin` stands in the name.
  case administrator
  /// AWS's PowerUserAccess, or what is called like it.
  case powerUser
  /// A name that ends in `FullAccess`, as AWS's broadest policies for a service do.
  case fullAccess
  /// AWS Organizations' own role into a member account, which may do everything there.
  case organizationAccess
  /// None of these.
  case none
}
