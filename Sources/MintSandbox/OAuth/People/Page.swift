internal import HTTPTypes

/// The few pages that a person may see: no script, no style, nothing from elsewhere.
enum Page {
    static func notice(_ text: String, status: HTTPResponse.Status = .ok) -> Answer {
        page("<p>\(escaped(text))</p>", status)
    }

    /// A question with two buttons.
    static func consent(client: String, scopes: [String], action: String, fields: [(String, String)]) -> Answer {
        let hidden = fields.map {
            #"<input type="hidden" name="\#(escaped($0.0))" value="\#(escaped($0.1))">"#
        }.joined()
        let buttons = [("approve", "Approve"), ("deny", "Deny")].map { value, label in
            """
            <form method="post" action="\(escaped(action))">\(hidden)\
            <input type="hidden" name="decision" value="\(value)"><button>\(label)</button></form>
            """
        }.joined(separator: "\n")
        return page(
            """
            <p>The client <b>\(escaped(client))</b> asks for <b>\(escaped(scopes.joined(separator: " ")))</b>.</p>
            \(buttons)
            """, .ok)
    }

    /// Where a user code is typed in.
    static func userCode(action: String) -> Answer {
        page(
            """
            <form action="\(escaped(action))"><label>The code that your device shows: \
            <input name="user_code" autocomplete="off" required></label> <button>Next</button></form>
            """, .ok)
    }

    private static func page(_ body: String, _ status: HTTPResponse.Status) -> Answer {
        let text = """
            <!doctype html>
            <html lang="en"><head><meta charset="utf-8"><title>Mintmark sandbox</title></head><body>
            <h1>Mintmark sandbox</h1>
            \(body)
            </body></html>

            """
        let headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8",
            .contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
        ]
        return Answer(status: status, headers: headers, body: .whole(Array(text.utf8))).notStored
    }

    static func escaped(_ text: String) -> String {
        var escaped = ""
        for character in text.unicodeScalars {
            switch character {
            case "&": escaped += "&amp;"
            case "<": escaped += "&lt;"
            case ">": escaped += "&gt;"
            case "\"": escaped += "&quot;"
            case "'": escaped += "&#39;"
            default: escaped.unicodeScalars.append(character)
            }
        }
        return escaped
    }
}
