/// The stores of this host by name; one is made when it is first asked for.
public struct Keyrings: Sendable {
    private let make: @Sendable (StoreName) -> any Keyring

    public init(_ make: @escaping @Sendable (StoreName) -> any Keyring) { self.make = make }

    public subscript(_ name: StoreName) -> any Keyring { make(name) }
}
