import Foundation

enum BasicHeader {
    /// Without form encoding, as raw-comparing servers want it.
    static func raw(_ id: String, _ secret: String) -> (String, String) {
        ("Authorization", "Basic " + Data("\(id):\(secret)".utf8).base64EncodedString())
    }
}
