import MintCore

/// What a pane asks for.
struct InspectErrand: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case reading, leftovers, history, acceptDrift, tools
        case discovery(isAnew: Bool)
        case call(ToolCall)
    }

    var kind: Kind
    var profile: ProfileID
    var attempt: Attempt
}

/// What came of it.
enum InspectAnswer: Equatable, Sendable {
    case reading(Result<TokenReading?, Failure>)
    case leftovers(Result<[UnnamedItem], Failure>)
    case discovery(Result<DiscoveryRecord?, Failure>)
    /// What is published now was taken as right.
    case accepted(Result<DiscoveryRecord?, Failure>)
    case history(Result<[AuditEvent], Failure>)
    case tools(Result<ToolShelf, Failure>)
    case called(Result<ToolAnswer, Failure>)
}

extension InspectErrand {
    /// Away from the actor that owns the task, which must stay free to cancel.
    @concurrent func run(_ services: InspectServices) async -> InspectAnswer {
        switch kind {
        case .reading: .reading(await result { try await services.reading(profile) })
        case .leftovers: .leftovers(await result { try await services.leftovers(profile) })
        case .history: .history(await result { try await services.history(profile) })
        case .acceptDrift: .accepted(await result { try await services.acceptDrift(profile) })
        case .tools: .tools(await result { try await services.tools(profile) })
        case .discovery(let isAnew): .discovery(await result { try await services.discovery(profile, isAnew) })
        case .call(let call): .called(await result { try await services.call(profile, call) })
        }
    }

    private func result<T>(_ body: () async throws -> T) async -> Result<T, Failure> {
        do { return .success(try await body()) } catch { return .failure(Failure(error)) }
    }
}
