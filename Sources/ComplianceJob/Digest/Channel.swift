internal import Commands

/// Somebody to tell, by a name. Where their secrets lie is known, not what they are.
struct Channel {
  /// How they are told.
  enum Kind {
    /// An incoming webhook of Slack, whose address lies in a file.
    case slack(address: String)
    /// A webhook, with its address and the secret that messages are signed with in files.
    case webhook(address: String, secret: String)
  }

  let name: String
  let kind: Kind
  /// How long they may take to answer, in seconds, before a message waits for the next run.
  let timeout: Int
}

extension Channel {
  private static let keys = ["name", "slack", "webhook", "secret", "timeoutSeconds"]

  /// Reads an entry of `notifications`.
  init(_ node: ConfigurationNode) throws(Failure) {
    try node.requireKeys(Self.keys)
    name = try node.child("name").name()
    timeout = try node.optional("timeoutSeconds")?.number(1...30) ?? 30
    let slack = try node.optional("slack")?.path()
    let webhook = try node.optional("webhook")?.path()
    switch (slack, webhook) {
    case (let slack?, nil): kind = .slack(address: slack)
    case (nil, let webhook?): kind = .webhook(address: webhook, secret: try node.path("secret"))
    default:
      throw node.wrong(
        "a notification has either slack or webhook", "name the file that holds the address, one of them")
    }
  }
}
