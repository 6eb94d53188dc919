import MintCore
import MintScreen

/// The climb from the name to `tools/list`, rung by rung.
enum ProbeScreen {
    static func lines(_ probe: ProbeState, _ state: AppState, width: Int) -> [Line] {
        let record = state.catalog[probe.profile]
        let name = (record?.profile.name ?? probe.profile.rawValue).plainLine(limit: 80)
        var lines: [Line] = [[Span(" "), Span("Probe of \(name)", .header)]]
        if let record { lines.append([Span("   " + record.profile.server.text.plainLine(), .dim)]) }
        lines.append([])
        for rung in probe.rungs { lines += self.lines(rung, state, width) }
        if probe.attempt != nil {
            let words = next(after: probe.rungs.last, record)
            lines.append([
                Span("   " + "...".padded(to: 5), .warning), Span(words.padded(to: nameColumns)),
                Span(TimeText.words(state.now - probe.rungSince).paddedLeft(to: timeColumns), .warning),
            ])
        }
        return lines + outcome(probe, width)
    }

    private static let nameColumns = 19
    private static let timeColumns = 8
    /// Columns before a rung's detail.
    private static let indent = 3 + 5 + nameColumns + timeColumns + 2

    private static func lines(_ rung: Rung, _ state: AppState, _ width: Int) -> [Line] {
        let isOK = rung.failure == nil
        var line: Line = [
            Span("   " + (isOK ? "ok" : "STOP").padded(to: 5), isOK ? .good : .alarm),
            Span(rung.name.rawValue.padded(to: nameColumns)),
            Span(TimeText.duration(microseconds: rung.microseconds).paddedLeft(to: timeColumns)),
        ]
        let detail = rung.detail.plainLines
        guard width - indent >= 24 else {
            // No room beside it: the detail goes below.
            let wrapped = detail.flatMap { $0.wrapped(to: max(width - 9, 1)) }
            return [line] + wrapped.map { [Span("        " + $0, .dim)] }
        }
        let wrapped = detail.flatMap { $0.wrapped(to: width - indent - 1) }
        line.append(Span("  " + (wrapped.first ?? ""), .dim))
        let pad = String(repeating: " ", count: indent)
        return [line] + wrapped.dropFirst().map { [Span(pad + $0, .dim)] }
    }

    private static func outcome(_ probe: ProbeState, _ width: Int) -> [Line] {
        let room = max(width - 4, 1)
        switch probe.outcome {
        case nil: return []
        case .reached: return [[], [Span("   All the way up: it works.", .good)]]
        case .cancelled: return [[], [Span("   Cancelled.", .warning)]]
        case .stopped(let failure):
            var lines: [Line] = [[]]
            lines += failure.headline.plainLine().wrapped(to: room).map { [Span("   " + $0, .alarm)] }
            lines += (failure.hint ?? "").plainLines.flatMap { $0.wrapped(to: room) }.map { [Span("   " + $0)] }
            return lines
        }
    }

    /// What is likely under way; the report names what it really was.
    private static func next(after rung: Rung?, _ record: ProfileRecord?) -> String {
        let isSecure = record?.profile.server.isSecure ?? true
        let isPinned = record.map { $0.profile.issuer == nil } ?? false
        let order = Rung.Name.allCases.filter { name in
            switch name {
            case .proxy: false
            case .tls: isSecure
            case .resourceMetadata, .serverMetadata: !isPinned
            case .name, .connect, .token, .handshake, .toolsList: true
            }
        }
        guard let rung else { return order.first?.rawValue ?? "" }
        guard rung.name != .proxy else { return Rung.Name.tls.rawValue }
        let rank = Rung.Name.allCases.firstIndex(of: rung.name) ?? 0
        return order.first { (Rung.Name.allCases.firstIndex(of: $0) ?? 0) > rank }?.rawValue ?? "last words"
    }
}
