internal import CYAML

/// One step of a document, as libyaml tells it. Tags, anchors and aliases are told apart only to be refused.
struct YAMLEvent {
  enum Kind {
    case scalar(text: String, isQuoted: Bool)
    case sequenceStart, sequenceEnd
    case mappingStart, mappingEnd
    case documentStart, documentEnd
    case streamStart, streamEnd
    case alias
  }

  let kind: Kind
  let position: YAMLPosition
  let hasTag: Bool
  let hasAnchor: Bool
}

/// The events of one text: the only file that speaks to libyaml.
///
/// The parser points at itself and at the text, so both live at fixed places until the end.
@safe final class YAMLEvents {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let text: UnsafeMutableBufferPointer<UInt8>

  /// Takes over text that is known to be UTF-8 without a byte order mark.
  init(_ bytes: some Collection<UInt8>) throws(YAMLError) {
    unsafe text = .allocate(capacity: bytes.count)
    _ = unsafe text.initialize(from: bytes)
    unsafe parser = .allocate(capacity: 1)
    unsafe parser.initialize(to: yaml_parser_t())
    guard unsafe yaml_parser_initialize(parser) == 1 else {
      throw YAMLError("There isn't enough memory to read it.", at: YAMLPosition(line: 1, column: 1))
    }
    unsafe yaml_parser_set_input_string(parser, text.baseAddress, text.count)
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe text.deallocate()
  }

  /// The next event, or why there is none.
  func next() throws(YAMLError) -> YAMLEvent {
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw unsafe Self.problem(of: parser.pointee) }
    defer { unsafe yaml_event_delete(&event) }
    return unsafe Self.translated(event)
  }

  private static func translated(_ event: yaml_event_t) -> YAMLEvent {
    let position = unsafe YAMLPosition(event.start_mark)
    func told(_ kind: YAMLEvent.Kind, hasTag: Bool = false, hasAnchor: Bool = false) -> YAMLEvent {
      YAMLEvent(kind: kind, position: position, hasTag: hasTag, hasAnchor: hasAnchor)
    }
    switch unsafe event.type {
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      let text = unsafe String(decoding: bytes, as: UTF8.self)
      let isQuoted = unsafe scalar.style != YAML_PLAIN_SCALAR_STYLE
      return unsafe told(
        .scalar(text: text, isQuoted: isQuoted), hasTag: scalar.tag != nil, hasAnchor: scalar.anchor != nil)
    case YAML_SEQUENCE_START_EVENT:
      let start = unsafe event.data.sequence_start
      return unsafe told(.sequenceStart, hasTag: start.tag != nil, hasAnchor: start.anchor != nil)
    case YAML_MAPPING_START_EVENT:
      let start = unsafe event.data.mapping_start
      return unsafe told(.mappingStart, hasTag: start.tag != nil, hasAnchor: start.anchor != nil)
    case YAML_SEQUENCE_END_EVENT: return told(.sequenceEnd)
    case YAML_MAPPING_END_EVENT: return told(.mappingEnd)
    case YAML_DOCUMENT_START_EVENT: return told(.documentStart)
    case YAML_DOCUMENT_END_EVENT: return told(.documentEnd)
    case YAML_STREAM_START_EVENT: return told(.streamStart)
    case YAML_ALIAS_EVENT: return told(.alias)
    default: return told(.streamEnd)
    }
  }

  /// libyaml's own words, which never quote the text.
  private static func problem(of parser: yaml_parser_t) -> YAMLError {
    var reason = "This isn't well-formed YAML"
    if let problem = unsafe parser.problem { unsafe reason += ": " + String(cString: problem) }
    if let context = unsafe parser.context { unsafe reason += " " + String(cString: context) }
    return unsafe YAMLError(reason + ".", at: YAMLPosition(parser.problem_mark))
  }
}

extension YAMLPosition {
  fileprivate init(_ mark: yaml_mark_t) { self.init(line: Int(mark.line) + 1, column: Int(mark.column) + 1) }
}
