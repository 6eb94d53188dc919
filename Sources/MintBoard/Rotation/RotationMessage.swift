import MintCore

/// What a rotation wizard hears from its services.
enum RotationMessage: Equatable, Sendable {
    case begun(Attempt, ProfileRecord)
    /// `nil` where the rotation is not of a key.
    case keys(Attempt, RotationKeys?)
    case saved(Attempt)
    case news(Attempt, RotationNews)
    /// A step is done and written; the record is as it is after it.
    case done(Attempt, ProfileRecord)
    case failed(Attempt, RotationSetback)
    /// The wizard was left; what was typed is wiped.
    case left(ProfileID)
}

/// What a rotation wizard asks for.
enum RotationEffect: Equatable, Sendable {
    /// What was typed into this field goes where it will be used.
    case hold(FieldID)
    case begin(RotationWish, ProfileID, Attempt)
    case readKeys(ProfileID, Attempt)
    case saveFile(text: String, path: String, Attempt)
    case carryOut(RotationAct, ProfileID, Attempt)
    case leave(ProfileID)
}

/// Why a step was not done, and how the profile stands after it.
struct RotationSetback: Equatable, Sendable {
    var failure: Failure
    var error: RotationError?
    /// `nil` where not even that could be read.
    var record: ProfileRecord?

    init(_ failure: Failure, error: RotationError? = nil, record: ProfileRecord? = nil) {
        self.failure = failure
        self.error = error
        self.record = record
    }
}
