extension DoctorRules {
    static func configuration(_ facts: HostFacts) -> [DoctorFinding] {
        let look = facts.configuration
        if let failure = look.failure {
            return [
                DoctorFinding(
                    .configuration, "configuration-unread", .attention, failure.headline, remedy: failure.hint)
            ]
        }
        if let error = look.error {
            return error.lines.map { line in
                DoctorFinding(
                    .configuration, "configuration-wrong", .attention, line.problem, remedy: line.advice)
            }
        }
        guard look.isThere else {
            return [
                DoctorFinding(
                    .configuration, "configuration-none", .ok, "no configuration file: the defaults hold")
            ]
        }
        let keys = look.keys == 1 ? "1 key" : "\(look.keys) keys"
        return [DoctorFinding(.configuration, "configuration", .ok, "\(look.path) is right and sets \(keys)")]
    }
}
