/// What was asked, what came back, how long it took, and why it was accepted or refused. Carries no credential:
/// no header, no body, no query.
public struct Trace: Equatable, Sendable {
    public var hops: [Hop] = []
    public init() {}

    public struct Hop: Equatable, Sendable, Codable {
        /// What the hop is for: `challenge`, `resource metadata`, `server metadata`, `token`, `initialize`.
        public var purpose: String
        public var method: String
        /// Without its query.
        public var url: String
        /// `nil` where no answer came.
        public var status: Int?
        public var milliseconds: Int
        /// Why it was accepted or refused, in words.
        public var verdict: String

        public init(purpose: String, method: String, url: String, status: Int?, milliseconds: Int, verdict: String) {
            self.purpose = purpose
            self.method = method
            self.url = url
            self.status = status
            self.milliseconds = milliseconds
            self.verdict = verdict
        }
    }
}
