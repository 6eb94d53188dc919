import MintScreen
import Testing

@Suite struct ClipboardRouteTests {
    @Test(
        arguments: [
            ("xterm-256color", false, false, .direct), ("alacritty", false, false, .direct),
            ("xterm-256color", true, false, .tmux), ("screen-256color", true, false, .tmux),
            ("tmux-256color", false, false, .tmux), ("screen.xterm-256color", false, true, .screen),
            ("screen-256color", false, false, .unclear), ("linux", false, false, nil), ("vt100", false, false, nil),
            ("dumb", false, false, nil), (nil, false, false, nil), ("", false, false, nil),
        ] as [(String?, Bool, Bool, ClipboardRoute?)])
    func `the way to the clipboard follows from the terminal and what is in between`(
        term: String?, isInTmux: Bool, isInScreen: Bool, route: ClipboardRoute?
    ) {
        #expect(ClipboardRoute(term: term, isInTmux: isInTmux, isInScreen: isInScreen) == route)
    }

    private func text(_ route: ClipboardRoute, _ payload: String) -> String {
        String(decoding: route.sequence(payload.utf8), as: UTF8.self)
            .replacing("\u{1B}", with: "ESC ").replacing("\u{7}", with: " BEL")
    }

    @Test func `tmux gets it for itself and to hand through, screen in short strings`() {
        #expect(text(.direct, "YQ==") == "ESC ]52;c;YQ== BEL")
        #expect(text(.tmux, "YQ==") == "ESC ]52;c;YQ== BELESC Ptmux;ESC ESC ]52;c;YQ== BELESC \\")
        #expect(text(.screen, "YQ==") == "ESC PESC ]52;c;YQ== BELESC \\")
        #expect(text(.unclear, "!") == "ESC ]52;c;! BELESC PESC ]52;c;! BELESC \\")
    }

    @Test(arguments: [0, 1, 67, 68, 69, 70, 76, 1000, 99_992])
    func `no string for screen is longer than it takes, and none is lost`(length: Int) {
        let payload = String(repeating: "A", count: length)
        let strings = String(decoding: ClipboardRoute.screen.sequence(payload.utf8), as: UTF8.self)
            .split(separator: "\u{1B}\\").map { $0.hasPrefix("\u{1B}P") ? String($0.dropFirst(2)) : "not begun" }
        #expect(strings.allSatisfy { $0.utf8.count <= 76 })
        #expect(strings.joined() == "\u{1B}]52;c;\(payload)\u{7}")
    }

    @Test(
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"), ("\u{FFFD}?>", "77+9Pz4="),
        ])
    func `base64 is that of RFC 4648`(text: String, encoded: String) {
        let bytes = Array(text.utf8).withUnsafeBytes { ClipboardRoute.base64($0) }
        #expect(String(decoding: bytes, as: UTF8.self) == encoded)
    }
}
