import MintCore
import MintScreen

/// Everything the screen can show; holds no secret and no task.
struct AppState: Equatable, Sendable {
    let hostName: String
    let glyphs: Glyphs
    let preferences: BoardPreferences
    var size: Size
    /// The wall clock, as the last tick told it.
    var now: Timestamp
    /// Where the shown time stands still.
    var pausedAt: Timestamp?

    var contents = Contents.reading
    var catalog = Catalog()
    var stores: [StoreName: StoreState] = [:]
    var list = ListState()
    /// What lies over the list, the topmost last.
    var screens: [Screen] = []
    var help: HelpState?
    var palette = Palette()
    /// Present while the clipboard holds a secret of ours.
    var clipboard: ClipboardHold?
    var renewals: [ProfileID: Renewal] = [:]
    /// Failures of this board's own renewals, until the database tells of a later contact.
    var localFailures: [ProfileID: ContactRecord] = [:]
    var notice: Notice?
    var messages = MessageLog()
    /// What is done to many profiles, while it is shown.
    var batch: BatchState?
    var keepWarm: KeepWarm
    var blanking: Blanking
    /// Set once; the loop ends.
    var ending: BoardEnding?

    /// How the list was shown when it was kept last.
    var remembered = ListMemory(sortKey: ListOrder.Key.attention.word, isInverted: false, filter: "")
    var loading = Loading()
    var nextStoreLook: Timestamp?
    private var attempts = 0

    init(
        hostName: String, glyphs: Glyphs, size: Size, now: Timestamp, seed: UInt64, blanksAfter: Int? = nil,
        preferences: BoardPreferences = BoardPreferences()
    ) {
        self.preferences = preferences
        self.hostName = hostName.plainLine(limit: 64)
        self.glyphs = glyphs
        self.size = size
        self.now = now
        keepWarm = KeepWarm(seed: seed)
        blanking = Blanking(after: blanksAfter, now: now)
        list.key = ListOrder.Key(preferences.sort)
        list.isInverted = preferences.isInverted
    }

    /// What every figure on the screen is reckoned from.
    var shownNow: Timestamp { pausedAt ?? now }

    mutating func nextAttempt() -> Attempt {
        attempts += 1
        return Attempt(attempts)
    }

    enum Contents: Equatable, Sendable {
        case reading
        case ready
        /// Nothing could be read yet.
        case failed(Failure)
    }

    /// What is shown over the list.
    enum Screen: Equatable, Sendable {
        case inspect(InspectState)
        case probe(ProbeState)
        case store(StoreDialog)
        case wizard(AnyWizard)
        /// Shows ``AppState/batch``.
        case batch
        /// Shows ``AppState/messages``.
        case messages
        case command(CommandRun)
        case copy(CopyMenu)
    }

    struct Renewal: Equatable, Sendable {
        var attempt: Attempt
        var since: Timestamp
        /// A key asked for it.
        var isByHand: Bool
    }

    struct Loading: Equatable, Sendable {
        var attempt: Attempt?
        /// Something changed after the reading began: what it finds is old.
        var isStale = false
        var nextAt: Timestamp?
        /// The profiles are shown, but the last reading failed.
        var failure: Failure?
    }
}

/// The list's own part of the state.
struct ListState: Equatable, Sendable {
    /// The profile that keys act on; stays the same when the order changes.
    var selection: ProfileID?
    /// What is to be selected once it is there.
    var wanted: ProfileID?
    /// Where it stands in the order; `nil` without a selection.
    var place: Int?
    /// The first row shown.
    var top = 0
    /// Profiles that keys act on together; whatever the order and the filter are.
    var marks: Set<ProfileID> = []
    var key = ListOrder.Key.attention
    var isInverted = false
    var order = ListOrder()
    /// As typed; empty for no filter.
    var filterText = ""
    var filter: Filter?
    /// Present while the filter is being typed.
    var editor: LineEditor?
}

/// A climb from the name to `tools/list`, rung by rung.
struct ProbeState: Equatable, Sendable {
    var profile: ProfileID
    /// `nil` once it has ended.
    var attempt: Attempt?
    var since: Timestamp
    /// When the rung under way began.
    var rungSince: Timestamp
    var rungs: [Rung] = []
    var outcome: Outcome?
    var top = 0

    enum Outcome: Equatable, Sendable {
        case reached
        case stopped(Failure)
        case cancelled
    }
}

/// The list of keys that are valid now.
struct HelpState: Equatable, Sendable {
    var search = LineEditor()
    var selection = 0
}

/// One line about what just happened.
struct Notice: Equatable, Sendable {
    var text: String
    var style: Style
    /// Good news goes by itself; bad news stays until the next key.
    var until: Timestamp?
}
