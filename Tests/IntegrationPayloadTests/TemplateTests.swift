import Facts
import Testing

@testable import IntegrationPayload

/// A template of one node with these credentials, and arguments.
private func template(_ credentials: String, arguments: String = "{}", more: String = "") -> String {
  #"""
  {"apiVersion":"v1.2","name":"T","arguments":\#(arguments),\#(more)"spec":{"kind":"Workflow","spec":
   {"type":"sequential","steps":[{"kind":"Secret","spec":{"x":1}},
    {"kind":"Workflow","spec":{"type":"parallel","steps":[
     {"kind":"BYOCIntegration","ref":"aws","spec":{"name":"N","provider":"aws","credentials":\#(credentials)}}]}}]}}}
  """#
}

@Suite struct `Templates` {
  @Test func `show the integrations of their nodes, at any depth, with the way there`() throws {
    let notebook = try read(template(#"{"secretKey":"literal"}"#))
    #expect(notebook.names == ["N"] && notebook.problems.isEmpty)
    #expect(notebook.forms == [.request])
    #expect(notebook.places == ["spec.spec.steps[1].spec.steps[0].spec"])
    #expect(notebook.credentials == ["secretKey=literal"])
  }

  @Test(arguments: [
    // A literal behind a reference, in place of it.
    (#"{"secretKey":"${args.K}"}"#, #"{"K":"behind"}"#, ["secretKey=behind"]),
    (#"{"secretKey":"${ arguments.K }"}"#, #"{"K":"behind"}"#, ["secretKey=behind"]),
    (#"{"secretKey":"${args['K']}"}"#, #"{"K":"behind"}"#, ["secretKey=behind"]),
    (#"{"secretKey":"${ arguments[\"K L\"] }"}"#, #"{"K L":"behind"}"#, ["secretKey=behind"]),
    (#"{"secretKey":"<${args['K']}|${args.K}>"}"#, #"{"K":"one"}"#, ["secretKey=<one|one>"]),
    (#"{"secretKey":"${refs.args['K']}"}"#, #"{"K":"no"}"#, ["secretKey=${refs.args['K']}"]),
    (#"{"secretKey":"${args['K'}"}"#, #"{"K":"no"}"#, ["secretKey=${args['K'}"]),
    (
      #"{"secretKey":"${fn.base64(args['K'])}"}"#, #"{"K":"in"}"#,
      ["secretKey=in", "secretKey=${fn.base64(args['K'])}"]
    ),
    (#"{"secretKey":"${args.a.b}"}"#, #"{"a":{"b":"behind"}}"#, ["secretKey=behind"]),
    (#"{"secretKey":"${args.K}"}"#, #"{"K":"${args.L}","L":"far"}"#, ["secretKey=far"]),
    // Text around it.
    (#"{"secretKey":"<${args.K}|${args.L}>"}"#, #"{"K":"one","L":"two"}"#, ["secretKey=<one|two>"]),
    (#"{"secretKey":"<${args.K}>"}"#, #"{"K":7}"#, ["secretKey=<7>"]),
    // What refers to nothing that can be seen stays a reference.
    (#"{"secretKey":"${args.K}"}"#, #"{"K":""}"#, ["secretKey=${args.K}"]),
    (#"{"secretKey":"${args.K}"}"#, #"{"K":null}"#, ["secretKey=${args.K}"]),
    (#"{"secretKey":"${args.K}"}"#, "{}", ["secretKey=${args.K}"]),
    (#"{"secretKey":"${secrets.K}"}"#, #"{"K":"no"}"#, ["secretKey=${secrets.K}"]),
    (#"{"secretKey":"${refs.args.K}"}"#, #"{"K":"no"}"#, ["secretKey=${refs.args.K}"]),
    (#"{"secretKey":"${args.K}"}"#, #"{"K":"${args.K}"}"#, ["secretKey=${args.K}"]),
    (#"{"secretKey":"${args.K}"}"#, #"{"K":"${args.L}","L":"${args.K}"}"#, ["secretKey=${args.K}"]),
    // What goes into a function stands in the template, too.
    (
      #"{"secretKey":"${fn.base64(args.K)}"}"#, #"{"K":"in"}"#,
      ["secretKey=in", "secretKey=${fn.base64(args.K)}"]
    ),
    // A whole object behind one reference.
    (
      #""${args.C}""#, #"{"C":{"accessKey":"a","secretKey":"${args.K}"},"K":"b"}"#,
      ["accessKey=a", "secretKey=b"]
    ),
  ])
  func `put in what references stand for`(credentials: String, arguments: String, shown: [String]) throws {
    let notebook = try read(template(credentials, arguments: arguments))
    #expect(notebook.credentials == shown && notebook.problems.isEmpty)
  }

  @Test(arguments: ["argumentOverrides", "argumentsOverride"])
  func `show an override, and the default that it was put over`(key: String) throws {
    let notebook = try read(
      template(
        #"{"secretKey":"${args.K}"}"#, arguments: #"{"K":"default"}"#, more: #""\#(key)":{"K":"override"},"#))
    #expect(notebook.credentials == ["secretKey=default", "secretKey=override"])
  }

  @Test func `nest, and an argument passed on under its own name is that of the outer`() throws {
    let inner =
      #"{"kind":"Template","arguments":{"K":"${args.K}"},"spec":{"kind":"BYOCIntegration","spec":{"name":"I","credentials":{"secretKey":"${args.K}"}}}}"#
    let notebook = try read(
      #"{"apiVersion":"v1","arguments":{"K":"outer"},"spec":{"steps":[\#(inner)]}}"#)
    #expect(notebook.credentials == ["secretKey=outer"])
  }

  @Test(arguments: [
    #"{"kind":"BYOCIntegration","spec":{"name":"N","provider":"civo"}}"#,
    #"[{"kind":"byocIntegration","spec":{"name":"N","provider":"civo"}}]"#,
    #"{"data":{"id":"t","name":"T","apiVersion":"v1","spec":{"kind":"BYOCIntegration","spec":{"name":"N"}}}}"#,
    #"{"steps":[{"kind":"Future","spec":{"name":"N","provider":"civo","credentials":{}}}]}"#,
  ])
  func `come whole, in pieces and in answers`(text: String) throws {
    let notebook = try read(text)
    #expect(notebook.names == ["N"] && notebook.problems.isEmpty)
  }

  @Test func `without an integration are read and say nothing`() throws {
    let notebook = try read(#"{"apiVersion":"v1","spec":{"kind":"Workflow","spec":{"steps":[]}}}"#)
    #expect(notebook.names.isEmpty && notebook.problems.isEmpty)
  }

  @Test func `of bombs are refused, and other nodes shown`() throws {
    let bomb = (0..<12).map { #""A\#($0)":"\#(String(repeating: "${args.A\($0 + 1)}", count: 9))""# }
    let arguments = "{" + bomb.joined(separator: ",") + #","A12":"x"}"#
    let nodes =
      #"{"kind":"BYOCIntegration","spec":{"name":"N","credentials":{"secretKey":"${args.A0}-"}}}"#
      + #",{"kind":"BYOCIntegration","spec":{"name":"M"}}"#
    let notebook = try read(#"{"apiVersion":"v1","arguments":\#(arguments),"spec":{"steps":[\#(nodes)]}}"#)
    #expect(notebook.names == ["M"])
    #expect(notebook.problems.map(\.code) == [.tooManyReferences])
  }

  @Test func `of many references to one argument are refused when they come to too much`() throws {
    let many = String(repeating: "${args.A}", count: 7000)
    let notebook = try read(
      template(#"{"secretKey":"\#(many)"}"#, arguments: #"{"A":"twelve bytes"}"#), maximumSize: 1 << 16)
    #expect(notebook.names.isEmpty && notebook.problems.map(\.code) == [.tooManyReferences])
  }
}

@Suite struct `Saved client results` {
  static let data = #""data":{"id":"a","name":"A","provider":"civo","createdAt":"x"}"#

  private struct Found {
    let tokens: [String]
    let problems: [InputProblem.Code]
    let names: [String]
  }

  private func token(_ text: String) throws -> Found {
    let notebook = try read(text)
    return Found(tokens: notebook.tokens, problems: notebook.problems.map(\.code), names: notebook.names)
  }

  @Test(arguments: [
    #""headers":{"Authorization":"Bearer tok"}"#, #""headers":{"authorization":["bearer tok"]}"#,
    #""headers":{"AUTHORIZATION":"tok"}"#, #""options":{"x":[1,{"h":"Bearer tok"}]}"#,
  ])
  func `show the caller's token with the first integration`(request: String) throws {
    let found = try token(#"{\#(Self.data),"request":{"url":"u",\#(request),"body":null}}"#)
    #expect(found.tokens == ["tok"] && found.problems.isEmpty && found.names == ["A"])
  }

  @Test func `say so where there is no integration to show it with`() throws {
    let found = try token(#"{"error":{"status":403},"request":{"headers":{"Authorization":"Bearer tok"}}}"#)
    #expect(found.problems == [.callerToken] && found.names.isEmpty)
  }

  @Test func `say so, too, where there is only a template, or a body that was recorded as text`() throws {
    let body = #""{\"name\":\"B\",\"provider\":\"civo\"}""#
    let request = #""request":{"headers":{"Authorization":"Bearer tok"},"body":\#(body)}"#
    let text = try token("{\(request)}")
    #expect(text.problems == [.callerToken] && text.names == ["B"])
    let node = #"{"kind":"BYOCIntegration","spec":{"name":"N"}}"#
    let template = try token(#"{"data":\#(node),\#(request)}"#)
    #expect(template.problems == [.callerToken] && template.names == ["N", "B"])
  }

  @Test(arguments: [
    #"{"name":"B","provider":"civo","credentials":{"apiKey":"k"}}"#,
    #""{\"name\":\"B\",\"provider\":\"civo\",\"credentials\":{\"apiKey\":\"k\"}}""#,
  ])
  func `show the body that was sent`(body: String) throws {
    let notebook = try read(#"{\#(Self.data),"request":{"headers":{},"body":\#(body)}}"#)
    #expect(notebook.names == ["A", "B"] && notebook.credentials == ["apiKey=k"])
    #expect(notebook.places == ["data", "request.body"] && notebook.problems.isEmpty)
    #expect(notebook.origins == [.payload, .requestBody])
  }
}

@Suite struct `Documents of 2024` {
  @Test(arguments: [
    (#""credentials":{"accessKey":"a","secretKey":"b"}"#, Provider.aws),
    (#""credentials":{"keyfileJson":"{}"}"#, .gcp), (#""aws":{"authenticationMode":"accessKey"}"#, .aws),
    (#""cloudflare":{"credentialType":"apiToken"},"credentials":{"apiKey":"a"}"#, .cloudflare),
  ])
  func `name no provider, and their block or fields tell it`(text: String, provider: Provider) throws {
    let notebook = try read(#"{"data":{"id":"a","name":"A",\#(text),"createdAt":"x"}}"#)
    #expect(notebook.inferred == [provider] && notebook.providers == [.missing])
  }

  @Test(arguments: [
    #""credentials":{"apiKey":"a"}"#, #""credentials":{"accessKey":"a","kubeconfig":"b"}"#,
    #""aws":{},"gcp":{},"cloudflare":{}"#, #""provider":"hetzner","credentials":{"accessKey":"a"}"#,
  ])
  func `or they don't, and nothing is made up`(text: String) throws {
    #expect(try read(#"{"id":"a","name":"A",\#(text)}"#).inferred == [nil])
  }
}
