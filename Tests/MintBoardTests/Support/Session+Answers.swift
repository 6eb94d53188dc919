import MintScreen
import Testing

@testable import MintBoard

/// Answers by keys alone, as somebody gives them who looks for a field and fills it.
extension Session {
    /// Tab until the focus is there.
    func find(_ field: FieldID, _ location: SourceLocation = #_sourceLocation) {
        for _ in 0..<40 where form.focus != field {
            let before = form.focus
            press([.tab])
            if form.focus == before { break }
        }
        for _ in 0..<40 where form.focus != field { press([.backtab]) }
        #expect(form.focus == field, sourceLocation: location)
    }

    func fill(_ field: FieldID, _ text: String, _ location: SourceLocation = #_sourceLocation) {
        find(field, location)
        press([.end, .ctrl("u")])
        type(text)
    }

    /// A secret, of which the state learns the length alone.
    func fillSecret(_ field: FieldID, _ length: Int, _ location: SourceLocation = #_sourceLocation) {
        find(field, location)
        apply(.typed(length))
    }

    /// Takes an entry; one that is doubted is taken all the same.
    func choose(_ field: FieldID, _ id: String, _ location: SourceLocation = #_sourceLocation) throws {
        find(field, location)
        let options = try #require(value.wizard?.page[field]?.options, sourceLocation: location)
        let place = try #require(options.firstIndex { $0.id == id }, sourceLocation: location)
        press([.home] + [Key](repeating: .down, count: place) + [.character(" ")])
        if form.choices[field] != id { press([.character(" ")]) }
        #expect(form.choices[field] == id, sourceLocation: location)
    }
}
