import MintScreen
import Testing

@Suite struct KeyNameTests {
    @Test(arguments: [
        ("R", Key.character("R"), "R"), ("/", .character("/"), "/"), ("é", .character("é"), "é"),
        ("ctrl-r", .ctrl("r"), "ctrl-r"), ("CTRL-R", .ctrl("r"), "ctrl-r"), ("f5", .function(5), "F5"),
        ("F12", .function(12), "F12"), ("Page-Up", .pageUp, "PgUp"), ("space", .character(" "), "Space"),
        ("escape", .escape, "Esc"), ("shift-tab", .backtab, "shift-Tab"),
    ])
    func `a key is read by its name and shown by its label`(_ name: String, _ key: Key, _ label: String) {
        #expect(Key(name: name) == key)
        #expect(key.label == label)
    }

    @Test(arguments: [
        "", " ", "\u{1B}", "ctrl-", "ctrl-z", "ctrl-m", "ctrl-1", "F0", "F13", "pgup", "RR", "alt-x",
    ])
    func `what is no key of a keyboard is none`(_ name: String) {
        #expect(Key(name: name) == nil)
    }

    @Test func `every name is read`() {
        for name in Key.names { #expect(Key(name: name) != nil) }
    }
}
