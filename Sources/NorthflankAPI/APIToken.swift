internal import NIOHTTP1
@_spi(SecretBytes) public import SecretMemory

/// The token that the API is asked with.
///
/// It lies in locked memory. The HTTP library takes headers as text, so that for as long as a request is under way the
/// token is in the library's memory, too, which is wiped when it is freed.
public struct APIToken: ~Copyable {
  private let secret: SecretBuffer

  /// Takes over a token; nil unless it is made of what a header may hold.
  public init?(taking secret: consuming SecretBuffer) {
    guard secret.count > 0 else { return nil }
    for index in 0..<secret.count where !(0x21...0x7E).contains(secret.bytes[index]) { return nil }
    self.secret = secret
  }

  /// A borrowed look at it.
  public var view: SecretView {
    @_lifetime(borrow self)
    get { secret.view }
  }

  /// The headers of a request.
  var headers: HTTPHeaders {
    let count = secret.count
    // The one copy that the library needs.
    let text = unsafe String(unsafeUninitializedCapacity: count + 7) { room in
      let prefix = Array("Bearer ".utf8)
      for index in 0..<7 { unsafe room[index] = prefix[index] }
      for index in 0..<count { unsafe room[index + 7] = secret.bytes[index] }
      return count + 7
    }
    return HTTPHeaders([
      ("Authorization", text), ("Accept", "application/json"), ("User-Agent", "credence"),
    ])
  }
}
