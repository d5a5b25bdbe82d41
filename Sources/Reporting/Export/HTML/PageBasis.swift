internal import Facts

extension Page {
  /// What the report stands on: inputs, policies, keys and clock.
  func basis(_ text: inout HTMLText) {
    text.markup(
      "<section class=\"basis\" aria-labelledby=\"basis\"><h2 id=\"basis\">What this report stands on</h2>\n<p>To trace every statement back to what was read and by which policies.</p><dl>"
    )
    if let run {
      row(&text, "<dt>Run</dt><dd><code>", run.run, "</code></dd>")
      row(
        &text, "<dt>Clock</dt><dd>", run.now,
        run.clockSource == "system" ? " (the system's)</dd>" : " (set by hand)</dd>")
      row(&text, "<dt>Team</dt><dd>", run.team ?? "not named", "</dd>")
      text.element("<dt>Fingerprint key</dt><dd><code>", run.keyName, "</code>")
      text.markup(
        run.hasSeveralKeys
          ? " (several: equal fingerprints show equal secrets, different ones show nothing)</dd>"
          : run.isKeyOfThisRun
            ? " (of this run: fingerprints compare within this report only)</dd>"
            : " (compares across runs)</dd>")
      text.markup("<dt>Memory</dt><dd>")
      text.markup(
        run.isMemoryLocked
          ? "All memory that held secrets was locked</dd>"
          : "Memory that held secrets could not be locked</dd>")
      if !run.recipients.isEmpty {
        row(&text, "<dt>Sealed to</dt><dd><code>", run.recipients.joined(separator: ", "), "</code></dd>")
      }
      text.markup("<dt>Policy packs</dt><dd>")
      for pack in run.packs {
        text.element("<div>", pack.name, " <code class=\"soft\">")
        text.element("", String(pack.digest.prefix(16)), "</code></div>")
      }
      text.markup("</dd>")
    }
    text.markup("<dt>Short secrets</dt><dd>")
    text.number(summary.unlabelledSecrets)
    text.markup(" were too short to be searched for in names</dd><dt>Ended with</dt><dd>")
    text.number(Int(summary.exit.rawValue))
    for cause in summary.causes.prefix(100) {
      text.markup("<div>")
      text.number(Int(cause.code.rawValue))
      text.element(": ", cause.reason, "</div>")
    }
    text.markup("</dd></dl>\n")
    inputs(&text)
    text.markup("</section>\n")
  }

  private func row(_ text: inout HTMLText, _ open: HTMLText.Markup, _ value: String, _ close: HTMLText.Markup)
  {
    text.element(open, value, close)
  }

  private func inputs(_ text: inout HTMLText) {
    guard !summary.sources.isEmpty else { return }
    text.markup(
      "<h3>Inputs</h3><div class=\"scroll\" role=\"region\" aria-label=\"Inputs\" tabindex=\"0\"><table><thead><tr><th scope=\"col\">Input</th><th scope=\"col\">Read</th><th scope=\"col\" class=\"n\">Integrations</th><th scope=\"col\" class=\"n\">Bytes</th><th scope=\"col\">Keyed digest</th></tr></thead><tbody>"
    )
    for source in summary.sources {
      text.element(
        "<tr><th scope=\"row\">", source.name,
        source.isComplete
          ? "</th><td>to its end</td>" : "</th><td><span class=\"sev gap\">not to its end</span></td>")
      text.markup("<td class=\"n\">")
      text.number(source.integrations)
      text.markup("</td><td class=\"n\">")
      text.number(source.byteCount)
      text.element("</td><td><code>", String((source.digest ?? "").prefix(16)), "</code></td></tr>")
    }
    text.markup("</tbody></table></div>")
  }
}
