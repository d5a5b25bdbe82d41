import Classification
import Facts
import Foundation
import IntegrationPayload
import SecretMemory

/// How often each kind is seen where it stands, and mistaken for which other: on payloads whose fields are
/// labelled, one JSON document a line.
///
///     {"payload": {…}, "kinds": {"accessKey": "aws.accessKeyID.longLived", "kubeconfig.token": "jwt"}}
///
/// `payload` is anything that Credence reads and that holds one integration; `kinds` names fields as the
/// report's `fields` do, and says what each really is, `unknown` for none of the kinds. Fields that aren't named
/// aren't counted.
struct Accuracy {
  private var seen: [Pair: Int] = [:]
  private(set) var unreadable = 0

  private struct Pair: Hashable {
    let label: String
    let answer: String
  }

  /// Classifies labelled lines.
  mutating func add(lines: [String]) throws {
    var labels: [[String: String]] = []
    var payloads: [Data] = []
    for (index, line) in lines.enumerated() where !line.isEmpty {
      guard let object = try? JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any],
        let payload = object["payload"] as? [String: Any], let kinds = object["kinds"] as? [String: String]
      else { throw MalformedLine(number: index + 1) }
      labels.append(kinds)
      payloads.append(try JSONSerialization.data(withJSONObject: payload))
    }
    let answers = try Self.classify(payloads)
    for (kinds, answer) in zip(labels, answers) {
      guard let answer else {
        unreadable += 1
        continue
      }
      for (field, kind) in kinds {
        let found = answer.fields.first { $0.name == field }?.kind.word ?? "(no such field)"
        seen[Pair(label: kind, answer: found), default: 0] += 1
      }
    }
  }

  struct MalformedLine: Error { let number: Int }

  /// What is known of the one integration in each document; nil where there isn't exactly one.
  static func classify(_ documents: [Data]) throws -> [CheckedIntegration?] {
    let path = NSTemporaryDirectory() + "credence-accuracy-\(getpid())"
    defer { try? FileManager.default.removeItem(atPath: path) }
    var visitor = KeepingVisitor(classifier: try Classifier(key: .random()))
    var reader = try PayloadReader()
    var answers: [CheckedIntegration?] = []
    for document in documents {
      try document.write(to: URL(filePath: path))
      let descriptor = open(path, O_RDONLY)
      reader.read(from: descriptor, showing: &visitor)
      close(descriptor)
      answers.append(visitor.found.count == 1 ? visitor.found[0] : nil)
      visitor.found.removeAll()
    }
    return answers
  }

  /// Prints the table; whether there is a sample of every kind, and each was seen wherever it stands, and no other
  /// for it.
  func show(title: String) -> Bool {
    print("\n\(title)\n  \(padded("kind", 46))      n  recall  precision  taken for")
    var isPerfect = unreadable == 0
    let labels = Set(seen.keys.map(\.label))
    for kind in Kind.allCases.map(\.word) where labels.contains(kind) {
      let own = seen.filter { $0.key.label == kind }
      let count = own.values.reduce(0, +)
      let right = seen[Pair(label: kind, answer: kind)] ?? 0
      let claimed = seen.filter { $0.key.answer == kind }.values.reduce(0, +)
      let wrong = own.filter { $0.key.answer != kind }.sorted { $0.value > $1.value }
        .map { "\($0.key.answer) \($0.value)" }.joined(separator: ", ")
      let recall = number(100 * Double(right) / Double(count), 1)
      let precision = claimed == 0 ? "-" : number(100 * Double(right) / Double(claimed), 1)
      if right != count || right != claimed { isPerfect = false }
      print(
        "  \(padded(kind, 46)) \(leftPadded("\(count)", 6)) \(leftPadded(recall, 7)) "
          + "\(leftPadded(precision, 10))  \(wrong)")
    }
    if unreadable > 0 { print("  \(unreadable) lines hold no integration, or several") }
    let missing = Kind.allCases.filter { $0 != .unknown && !labels.contains($0.word) }
    if !missing.isEmpty {
      isPerfect = false
      print("  Without a sample: \(missing.map(\.word).joined(separator: ", "))")
    }
    return isPerfect
  }
}

private struct KeepingVisitor: PayloadVisitor, ~Copyable {
  var classifier: Classifier
  var found: [CheckedIntegration] = []

  init(classifier: consuming Classifier) { self.classifier = classifier }

  mutating func visit(_ integration: borrowing Integration, at place: PayloadPlace) {
    found.append(classifier.classify(integration, place: "line"))
  }

  mutating func visit(_ problem: InputProblem) {}
}

func leftPadded(_ text: String, _ width: Int) -> String {
  String(repeating: " ", count: max(0, width - text.count)) + text
}
