import MintCore

@testable import MintBoard

/// Services that find nothing and do nothing, for tests of something else.
extension InspectServices {
    static let quiet = InspectServices(
        reading: { _ in nil }, leftovers: { _ in [] }, discovery: { _, _ in nil }, acceptDrift: { _ in nil },
        history: { _ in [] }, tools: { _ in ToolShelf(tools: [], revision: "2025-11-25") },
        call: { _, _ in ToolAnswer(text: "", isError: false) })
}

extension BatchServices {
    static let quiet = BatchServices(
        remove: { _ in RemovalReport(words: "forgotten", cautions: []) }, export: { _, path, _ in .written(path) })
}

extension ListMemoryServices {
    static let quiet = ListMemoryServices(recall: { nil }, keep: { _ in })
}
