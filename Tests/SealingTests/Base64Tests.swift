import Testing

@testable import Sealing

struct Base64Tests {
  @Test func `only the one canonical text of a value is taken`() {
    #expect(Base64.decode(Array("+/+/".utf8), padding: .required, count: 3) == [251, 255, 191])
    for text in ["+/+/\n", "+/+", "+/+=", "+_+/", " +/+/", "+/=="] {
      #expect(Base64.decode(Array(text.utf8), padding: .required, count: 3) == nil, "\(text)")
    }
    #expect(Base64.decode(Array("+w".utf8), padding: .forbidden, count: 1) == [251])
    for text in ["+w==", "+x", "+w\r"] {
      #expect(Base64.decode(Array(text.utf8), padding: .forbidden, count: 1) == nil, "\(text)")
    }
  }

  @Test func `no character passes for another with its high bit set`() {
    let text = Array("+/Az09+/".utf8)
    for index in text.indices {
      var changed = text
      changed[index] |= 0x80
      #expect(Base64.decode(changed, padding: .required, count: 6) == nil)
    }
  }
}
