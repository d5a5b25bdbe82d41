extension Page {
  /// Which secrets stand in which integrations: a line each, and the same in words.
  func reuse(_ text: inout HTMLText) {
    let shared = tally.reuse
    text.markup("<figure class=\"card\"><figcaption><h3>Secrets that several integrations share</h3><p>")
    if shared.isEmpty {
      text.markup(
        summary.fleet.compared == 0
          ? "No integration showed a secret, so nothing could be compared."
          : "None was found, by comparing keyed fingerprints of ")
      if summary.fleet.compared > 0 {
        text.count(summary.fleet.compared, "integration", plural: "integrations")
        text.markup(".")
      }
      text.markup("</p></figcaption></figure>\n")
      return
    }
    text.number(shared.count)
    text.markup(shared.count == 1 ? " secret stands" : " secrets stand")
    text.markup(" in more than one place: whoever gets it from one has the others too.</p></figcaption>")
    draw(Array(shared.prefix(12)), to: &text)
    text.markup("<ul class=\"small\">")
    for secret in shared.prefix(200) {
      text.element("<li><code>", String(secret.fingerprint.prefix(12)), "</code> ")
      if secret.kind != "unknown" { text.element("", secret.kind, "") }
      text.markup(" in ")
      for (index, place) in secret.places.prefix(50).enumerated() {
        text.markup(index == 0 ? "<a href=\"#i-" : ", <a href=\"#i-")
        text.number(place)
        text.element("\">", tally.titles[place], "</a>")
      }
      if secret.places.count > 50 {
        text.markup(" and ")
        text.number(secret.places.count - 50)
        text.markup(" more")
      }
      text.markup("</li>")
    }
    if shared.count > 200 {
      text.markup("<li>and ")
      text.number(shared.count - 200)
      text.markup(" more, each with a finding below</li>")
    }
    text.markup("</ul></figure>\n")
  }

  /// Secrets on the left, integrations on the right, a curve for each place.
  private func draw(_ shared: [PageTally.Shared], to text: inout HTMLText) {
    let shown = shared.map { (secret: $0, places: Array($0.places.prefix(8))) }
    var rows: [Int: Int] = [:]
    for place in shown.flatMap(\.places) where rows[place] == nil { rows[place] = rows.count }
    let step = 28
    let height = max(rows.count, shown.count) * step + 8
    text.markup(
      "<svg class=\"graph\" role=\"img\" aria-label=\"Secrets on the left, integrations on the right; the list below says the same\" viewBox=\"0 0 720 "
    )
    text.number(height)
    text.markup("\">")
    func y(_ index: Int, of count: Int) -> Int { (height * (2 * index + 1)) / (2 * count) }
    for (index, entry) in shown.enumerated() {
      let from = y(index, of: shown.count)
      for place in entry.places {
        let to = y(rows[place] ?? 0, of: rows.count)
        text.markup("<path d=\"M190 ")
        text.number(from)
        text.markup("C300 ")
        text.number(from)
        text.markup(" 330 ")
        text.number(to)
        text.markup(" 440 ")
        text.number(to)
        text.markup("\"/>")
      }
    }
    for (index, entry) in shown.enumerated() {
      let place = y(index, of: shown.count)
      text.markup("<circle r=\"5\" cx=\"190\" cy=\"")
      text.number(place)
      text.markup("\"/><text class=\"soft\" text-anchor=\"end\" x=\"176\" y=\"")
      text.number(place + 4)
      text.element("\">", String(entry.secret.fingerprint.prefix(12)), "</text>")
    }
    for (place, row) in rows.sorted(by: { $0.value < $1.value }) {
      let center = y(row, of: rows.count)
      text.markup("<rect width=\"8\" height=\"8\" x=\"436\" y=\"")
      text.number(center - 4)
      text.markup("\"/><text x=\"454\" y=\"")
      text.number(center + 4)
      let title = tally.titles[place]
      text.element("\">", title.count > 34 ? title.prefix(33) + "…" : title, "</text>")
    }
    text.markup("</svg>")
  }
}
