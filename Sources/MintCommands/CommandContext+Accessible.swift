import MintCore

extension CommandContext {
    /// Whether lines are wanted instead of a screen: by `MINTMARK_ACCESSIBLE`, by a terminal that cannot place its cursor,
    /// or by the configuration file. A file that is wrong is told by the verb that needs it.
    var isAccessible: Bool {
        environment("MINTMARK_ACCESSIBLE") != nil || environment("TERM") == "dumb"
            || (try? configurationFile.configuration().isAccessible) == true
    }
}
