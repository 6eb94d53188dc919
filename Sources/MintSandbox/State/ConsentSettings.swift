/// How the person at the browser behaves, and how the answer to the browser looks; changed through the control interface.
struct ConsentSettings: Sendable, Equatable {
    enum Mode: String, Sendable {
        /// Answers at once, as somebody who is logged in.
        case approve, deny
        /// Shows a page with two buttons.
        case ask
    }

    /// `iss` in the authorization response (RFC 9207); all but `right` are faults (IS-2, IS-3).
    enum ResponseIssuer: String, Sendable {
        case right, none, wrong, slashed
    }

    /// `state` in the authorization response; all but `echo` are faults.
    enum ResponseState: String, Sendable {
        case echo, none, wrong
    }

    var mode = Mode.approve
    var user = "ada"
    var issuer = ResponseIssuer.right
    var state = ResponseState.echo
}
