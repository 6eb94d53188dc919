extension HostFacts {
    public struct Clock: Sendable {
        /// Whether the kernel's clock is kept by a time service; `nil` where it does not say.
        public var isSynchronised: Bool?
        /// Seconds that hosts are ahead of us, asked just now.
        public var measured: [(host: String, seconds: Int)] = []
        /// Hosts that were asked and gave no time, with the reason.
        public var unreachable: [(host: String, reason: String)] = []

        public init() {}
    }

    public struct Certificates: Sendable {
        /// A file or folder that somebody named.
        public struct Place: Equatable, Sendable {
            public var path: String
            /// `nil` where it could be read, and how many certificates are in it then.
            public var trouble: String?
            public var count: Int

            public init(path: String, trouble: String? = nil, count: Int = 0) {
                (self.path, self.trouble, self.count) = (path, trouble, count)
            }
        }

        /// `SSL_CERT_FILE`
        public var file: Place?
        /// `SSL_CERT_DIR`
        public var folders: [Place] = []
        /// The system's own bundle, where it is found.
        public var bundle: String?
        /// What profiles trust beside it.
        public var ofProfiles: [(profile: String, place: Place)] = []

        public init() {}
    }

    public struct Proxy: Sendable {
        public struct Setting: Equatable, Sendable {
            /// As it is set: `https_proxy`.
            public var variable: String
            /// Host and port; never a user or a password.
            public var authority: String?
            public var hasPassword: Bool
            /// Why it cannot be used, without its value.
            public var trouble: String?

            public init(variable: String, authority: String?, hasPassword: Bool, trouble: String? = nil) {
                (self.variable, self.authority, self.hasPassword) = (variable, authority, hasPassword)
                self.trouble = trouble
            }
        }

        public var settings: [Setting] = []
        /// `HTTP_PROXY` is set, which is not read.
        public var hasIgnoredHTTP = false
        /// How many entries `no_proxy` has, and which of them mean nothing.
        public var exceptions = 0
        public var senseless: [String] = []

        public init() {}
    }

    public struct Locale: Equatable, Sendable {
        /// What decides, as it is set: `LC_ALL=de_DE.UTF-8`; `nil` where nothing is.
        public var setting: String?
        public var isInstalled = true
        public var isUTF8 = true

        public init() {}
    }

    public struct Terminal: Equatable, Sendable {
        /// A terminal is behind stdin and stdout.
        public var isThere = false
        public var columns: Int?
        public var rows: Int?
        /// `TERM`
        public var name: String?
        /// Whether terminfo describes it.
        public var isKnown = true
        public var colors: Int?
        public var noColor = false
        /// `tmux` or `screen`
        public var multiplexer: String?

        public init() {}
    }

    public struct Process: Equatable, Sendable {
        /// Whether a crash would write our memory to a file.
        public var dumpsCore = false
        /// Bytes that may be kept out of swap; `nil` for no limit.
        public var lockedMemory: Int?
        /// Swap that is not known to be encrypted or in memory.
        public var plainSwap: [String] = []
        /// `kernel.yama.ptrace_scope`; `nil` where the kernel has none.
        public var ptraceScope: Int?

        public init() {}
    }
}
