import NIOCore
import NIOHTTP1

/// What the browser is shown. Nothing of its request is in it, nor whether the login went well: that is not known yet.
enum RedirectPage {
    private static let done = """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>Mintmark</title></head>
        <body>
        <h1>Back to the terminal</h1>
        <p>The browser has done its part. You can close this window; Mintmark goes on in the terminal.</p>
        </body>
        </html>

        """

    static func text(for status: HTTPResponseStatus) -> String {
        status == .ok ? done : "\(status.code) \(status.reasonPhrase)\n"
    }

    static func head(for status: HTTPResponseStatus) -> HTTPResponseHead {
        var headers: HTTPHeaders = [
            "Content-Type": status == .ok ? "text/html; charset=utf-8" : "text/plain; charset=utf-8",
            "Content-Length": "\(text(for: status).utf8.count)",
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "Content-Security-Policy":
                "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
            "Connection": "close",
        ]
        if status == .methodNotAllowed { headers.add(name: "Allow", value: "GET") }
        return HTTPResponseHead(version: .http1_1, status: status, headers: headers)
    }
}
