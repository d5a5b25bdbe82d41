internal import Facts

/// What kinds there are, as JSON and as a page for people, both from the table that classification goes by.
public enum KindsReference {
  /// The kinds as one JSON document.
  public static var json: [UInt8] {
    var line = JSONLine()
    line.begin(record: "kindSchema")
    line.add("schema", "credence.kinds/1")
    line.add("kinds", objects: Kind.allCases) { object, kind in
      let definition = kind.definition
      object.add("kind", kind.word)
      object.add("class", kind.fieldClass.rawValue)
      object.add("lifetime", definition.lifetime.rawValue)
      object.add("evidence", definition.evidence.rawValue)
      object.add("meaning", definition.meaning)
      object.add("form", definition.form)
    }
    line.finish()
    return line.take()
  }

  /// The kinds as a page of Markdown.
  public static var markdown: String {
    var text = """
      # The kinds

      What a value can be. The list is closed and its names are stable, since people filter by them: they stand in
      `credentials.FIELD.kind` among the [facts](facts.md) and in the fields of a report.

      *Class* is how sensitive a value of the kind is wherever it stands. *Lifetime* is how long such values live; `none`
      is for what is no credential. *Sure by* is what makes a value one of the kind: its `structure` was read; a `prefix` or
      mark that nothing else has; its `shape`, length and alphabet, which hardly anything else has; or its `place`, where
      shape alone can't tell: the field, or what stands beside it.

      This page is made from the table in the program: `make docs`.

      | kind | what it is | form | class | lifetime | sure by |
      | --- | --- | --- | --- | --- | --- |

      """
    for kind in Kind.allCases {
      let definition = kind.definition
      text += "| `\(kind.word)` | \(definition.meaning) | \(definition.form)"
      text += " | \(kind.fieldClass.rawValue) | \(definition.lifetime.rawValue)"
      text += " | \(definition.evidence.rawValue) |\n"
    }
    return text
  }
}
