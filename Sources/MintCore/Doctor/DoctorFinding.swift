/// One thing that was looked at on this host.
public struct DoctorFinding: Equatable, Sendable {
    public enum Area: String, CaseIterable, Codable, Sendable {
        case stores, bus, configuration, database, files, credentials, clock, certificates, proxy, locale, terminal,
            process
    }

    public enum Severity: String, Codable, Sendable, Comparable {
        case ok
        /// Worth knowing; nothing has to be done.
        case notice
        case attention
        /// Profiles do not work until it is seen to.
        case failing

        public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

        private var rank: Int {
            switch self {
            case .ok: 0
            case .notice: 1
            case .attention: 2
            case .failing: 3
            }
        }
    }

    public var area: Area
    /// Stays the same between versions: `credential-old`.
    public var id: String
    public var severity: Severity
    /// What was seen; one plain line.
    public var seen: String
    /// What to do, the exact command where there is one; may span lines.
    public var remedy: String?
    /// The profile that it is about.
    public var profile: String?

    /// - Parameter seen: May hold text from anywhere: it is cleaned.
    init(
        _ area: Area, _ id: String, _ severity: Severity, _ seen: String, remedy: String? = nil,
        profile: String? = nil
    ) {
        self.area = area
        self.id = id
        self.severity = severity
        self.seen = seen.plainLine(limit: 500)
        self.remedy = remedy.map(Self.cleaned)
        self.profile = profile
    }

    private static func cleaned(_ remedy: String) -> String {
        remedy.split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).plainLine(limit: 5000) }.joined(separator: "\n")
    }
}

/// What a look at this host came to.
public struct DoctorReport: Equatable, Sendable {
    /// By area, what is worst first.
    public let findings: [DoctorFinding]

    public init(_ facts: HostFacts) {
        let rules: [(HostFacts) -> [DoctorFinding]] = [
            DoctorRules.stores, DoctorRules.bus, DoctorRules.configuration, DoctorRules.database, DoctorRules.files,
            DoctorRules.credentials,
            DoctorRules.clock, DoctorRules.certificates, DoctorRules.proxy, DoctorRules.locale, DoctorRules.terminal,
            DoctorRules.process,
        ]
        let found = rules.flatMap { $0(facts) }
        findings = DoctorFinding.Area.allCases.flatMap { area in
            let own = found.enumerated().filter { $0.element.area == area }
            let sorted = own.sorted {
                ($1.element.severity, $0.offset) < ($0.element.severity, $1.offset)
            }
            return sorted.map(\.element)
        }
    }

    public var worst: DoctorFinding.Severity { findings.map(\.severity).max() ?? .ok }

    /// 5 where a store that profiles use is not ready, 8 where something else wants attention.
    public var exitStatus: ExitStatus {
        if findings.contains(where: { $0.area == .stores && $0.severity == .failing }) { return .store }
        return worst >= .attention ? .attention : .ok
    }
}

/// What is made of the facts; nothing here asks anybody.
enum DoctorRules {}
