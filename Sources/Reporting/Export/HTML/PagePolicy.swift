internal import PolicyEngine

extension HTMLText {
  /// Adds a policy that failed: why it matters, what to do, and its findings.
  mutating func write(
    _ group: PageFindings.Group, _ policy: Policy?,
    _ controls: [(framework: FrameworkRecord, controls: [FrameworkRecord.Control])], isOpen: Bool
  ) {
    markup("<details class=\"p\" id=\"p-")
    anchor("", group.policy, orElse: group.number)
    markup("-")
    markup(group.severity.className)
    markup("\" data-s=\"")
    markup(group.severity.className)
    markup("\" data-n=\"")
    number(group.count)
    element("\" data-id=\"", group.policy, isOpen ? "\" open><summary>" : "\"><summary>")
    badge(group.severity)
    element("<h3>", group.title, " <span class=\"id\">")
    element("", group.policy, "</span>")
    if group.isPlatformLimit { markup(" <span class=\"tag\">limit of the platform</span>") }
    markup("</h3><span class=\"count\">")
    count(group.count, "finding", plural: "findings")
    if group.openCount < group.count {
      markup(", ")
      number(group.count - group.openCount)
      markup(" accepted")
    }
    markup("</span></summary><div class=\"body\">\n")
    if let policy {
      write(policy)
    } else {
      markup(
        "<p class=\"soft\">This program doesn't have the policy, so why and what to do aren't told here.</p>")
    }
    write(controls)
    if group.isPlatformLimit {
      markup(
        "<p class=\"soft\">The platform offers nothing better today, so by itself this fails no gate.</p>")
    }
    markup("<div><h4>Where</h4><ul>\n")
    add(group.rows)
    markup("</ul></div></div></details>\n")
  }

  private mutating func write(_ policy: Policy) {
    if let why = policy.why {
      markup("<div><h4>Why it matters</h4>")
      prose(why)
      markup("</div>\n")
    }
    markup("<div><h4>What to do</h4>")
    prose(policy.remediation)
    markup("</div>\n")
    if !policy.references.isEmpty {
      markup("<div><h4>Read on</h4><ul class=\"references small\">")
      for reference in policy.references {
        // A link to anything but the web could do something of its own.
        if reference.hasPrefix("https://") {
          element("<li><a rel=\"noreferrer\" href=\"", reference, "\">")
          element("", String(reference.dropFirst(8)), "</a></li>")
        } else {
          element("<li>", reference, "</li>")
        }
      }
      markup("</ul></div>\n")
    }
  }

  /// Adds the controls that a policy bears on, a line a framework.
  private mutating func write(
    _ related: [(framework: FrameworkRecord, controls: [FrameworkRecord.Control])]
  ) {
    if related.isEmpty { return }
    markup("<details class=\"c small\"><summary>Related controls of ")
    count(related.count, "framework", plural: "frameworks")
    markup("</summary><dl class=\"controls\">")
    for (framework, controls) in related {
      element("<dt>", framework.title, "</dt><dd>")
      for (index, control) in controls.enumerated() {
        element(index == 0 ? "" : ", ", control.id, " <span class=\"soft\">")
        element("", control.title, "</span>")
      }
      markup("</dd>")
    }
    markup("</dl></details>\n")
  }

  /// Adds a text of paragraphs and numbered steps, as policies write them.
  private mutating func prose(_ text: String) {
    var isInSteps = false
    var isInLine = false
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let words = line.drop { $0 == " " }
      if words.isEmpty {
        close(&isInLine, isInSteps)
      } else if let step = Self.step(words) {
        close(&isInLine, isInSteps)
        if !isInSteps { markup("<ol class=\"steps\">") }
        isInSteps = true
        isInLine = true
        element("<li>", String(step), "")
      } else if isInLine, !isInSteps || line.first == " " {
        element(" ", String(words), "")
      } else {
        close(&isInLine, isInSteps)
        if isInSteps { markup("</ol>") }
        isInSteps = false
        isInLine = true
        element("<p>", String(words), "")
      }
    }
    close(&isInLine, isInSteps)
    if isInSteps { markup("</ol>") }
  }

  private mutating func close(_ isInLine: inout Bool, _ isInSteps: Bool) {
    if isInLine { markup(isInSteps ? "</li>" : "</p>") }
    isInLine = false
  }

  /// What stands behind the number of a step.
  private static func step(_ line: Substring) -> Substring? {
    let digits = line.prefix { $0.isASCII && $0.isNumber }
    let rest = line[digits.endIndex...]
    return digits.isEmpty || !rest.hasPrefix(". ") ? nil : rest.dropFirst(2)
  }
}
