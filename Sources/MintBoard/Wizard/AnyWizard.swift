/// Some wizard, over the list.
struct AnyWizard: Equatable, Sendable {
    var base: any Wizard

    init(_ base: any Wizard) { self.base = base }

    static func == (a: AnyWizard, b: AnyWizard) -> Bool { a.base.isSame(as: b.base) }
}

extension Wizard {
    fileprivate func isSame(as other: any Wizard) -> Bool { (other as? Self) == self }
}
