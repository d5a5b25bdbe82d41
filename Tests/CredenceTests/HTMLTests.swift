import Foundation
import Testing

@testable import Reporting

@Suite struct `The page` {
  private func page(_ varied: Varied, _ options: String...) throws -> String {
    let command = ["report", "export", varied.report, "--format", "html"] + options
    return try run(Scratch.credence, command).text
  }

  @Test func `lets nothing run but what its policy names, and that stands in it`() throws {
    let varied = try Varied()
    let text = try page(varied)
    let scratch = try Scratch()
    for (tag, directive) in [("style", "style-src"), ("script", "script-src")] {
      let blocks = text.matches(of: try Regex("(?s)<\(tag)>(.*?)</\(tag)>"))
      #expect(blocks.count == 1)
      let block = try #require(blocks.first?.output[1].substring)
      let file = try scratch.file(tag, String(block))
      let digest = try run(
        "/bin/sh", ["-c", "openssl dgst -sha256 -binary '\(file)' | openssl base64 -A"]
      ).text
      #expect(digest.count == 44)
      #expect(text.contains("\(directive) 'sha256-\(digest)'"), "\(tag)")
    }
    #expect(text.contains("default-src 'none'"))
    // Inline handlers and styles have no hash, and nothing is asked of anybody.
    let body = try #require(text.split(separator: "<body>").last)
    let markup = body.replacing(try Regex("(?s)<script>.*?</script>"), with: "")
    #expect(markup.matches(of: try Regex("<[^>]* (on[a-z]+|style|src|srcset|action)=")).isEmpty)
    #expect(markup.matches(of: try Regex("<[^>]* href=\"(?!#|https://)")).isEmpty)
    #expect(
      !markup.contains("<b>&\"it's\"</b>") && markup.contains("&lt;b&gt;&amp;&quot;it&#39;s&quot;&lt;/b&gt;"))
  }

  @Test func `says first what wasn't looked at, and calls nothing clean that wasn't`() throws {
    let varied = try Varied()
    let text = try page(varied)
    let notice = try #require(text.range(of: "This report is partial"))
    let heading = try #require(text.range(of: "<h1>"))
    #expect(notice.lowerBound < heading.lowerBound)
    let others = try varied.others()
    let empty = try varied.export("html", of: others[0]).text
    #expect(empty.contains("<h1>Nothing was audited</h1>"))
    #expect(!text.contains("Nothing to act on</h1>"))
    let clean = try varied.export("html", of: others[1]).text
    #expect(clean.contains("<h1>Nothing to act on</h1>"))
  }

  @Test func `holds every finding once, with a name that links lead to`() throws {
    let varied = try Varied()
    let text = try page(varied)
    let records = try String(contentsOfFile: varied.report, encoding: .utf8).split(separator: "\n")
    let findings = records.filter { $0.hasPrefix(#"{"record":"finding""#) }
    #expect(text.matches(of: try Regex("<li class=\"f\" id=\"f-[0-9a-f]{32}\"")).count == findings.count)
    let names = text.matches(of: try Regex(" id=\"([^\"]+)\"")).compactMap { $0.output[1].substring }
    #expect(Set(names).count == names.count)
    for link in text.matches(of: try Regex("href=\"#([^\"]+)\"")).compactMap({ $0.output[1].substring }) {
      #expect(names.contains(link), "\(link)")
    }
  }

  @Test func `tells what is new and what is gone against an earlier report`() throws {
    let varied = try Varied()
    let same = try page(varied, "--previous", varied.report)
    #expect(same.contains("<b>0 new</b>, <b>0 gone</b>"))
    let clean = try varied.others()[1]
    #expect(try page(varied, "--previous", clean).contains("different teams") == false)
    let finished = try credence("report", "export", varied.report, "--format", "html", "--previous", "none")
    #expect(finished.code == 74 && finished.output.isEmpty)
  }
}
