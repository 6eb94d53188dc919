/// A family of samples in Prometheus' text format 0.0.4
/// (https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format).
public struct Metric: Equatable, Sendable {
    public enum Kind: String, Sendable { case counter, gauge }

    public var name: String
    public var help: String
    public var kind: Kind
    public var samples: [Sample] = []

    public struct Sample: Equatable, Sendable {
        public var labels: [(name: String, value: String)]
        public var value: Int

        public static func == (a: Sample, b: Sample) -> Bool {
            a.value == b.value && a.labels.elementsEqual(b.labels) { $0 == $1 }
        }
    }

    /// `# HELP`, `# TYPE`, then the samples; nothing where there are none.
    public var text: String {
        guard !samples.isEmpty else { return "" }
        var text = "# HELP \(name) \(Self.escaped(help, isLabel: false))\n# TYPE \(name) \(kind.rawValue)\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.name)=\"\(Self.escaped($0.value, isLabel: true))\"" }
            text += "\(name)\(labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}") \(sample.value)\n"
        }
        return text
    }

    private static func escaped(_ text: String, isLabel: Bool) -> String {
        var escaped = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped += "\\\\"
            case "\n": escaped += "\\n"
            case "\"" where isLabel: escaped += "\\\""
            default: escaped.unicodeScalars.append(scalar)
            }
        }
        return escaped
    }
}
