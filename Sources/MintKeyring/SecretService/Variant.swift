import CSecret

/// A D-Bus value: an owned reference to a GVariant, built without C's variadic functions.
///
/// The readers expect the type that the call declared; a reply of another type never gets here.
final class Variant {
    let raw: OpaquePointer

    /// Takes over a floating or a full reference.
    init(taking raw: OpaquePointer) {
        self.raw = g_variant_take_ref(raw)
    }

    /// Shares what somebody else keeps.
    init(sharing raw: OpaquePointer) {
        self.raw = g_variant_ref(raw)
    }

    deinit {
        g_variant_unref(raw)
    }

    /// A string; it must hold no NUL, at which C would cut it.
    static func string(_ text: String) -> Variant { Variant(taking: g_variant_new_string(text)) }
    static func path(_ text: String) -> Variant { Variant(taking: g_variant_new_object_path(text)) }
    static func bool(_ flag: Bool) -> Variant { Variant(taking: g_variant_new_boolean(flag ? 1 : 0)) }
    static func number(_ number: UInt32) -> Variant { Variant(taking: g_variant_new_uint32(number)) }

    static func tuple(_ members: [Variant]) -> Variant {
        withExtendedLifetime(members) {
            Variant(taking: g_variant_new_tuple(members.map { Optional($0.raw) }, gsize(members.count)))
        }
    }

    /// `ao`.
    static func paths(_ paths: [String]) -> Variant { array("o", paths.map { path($0) }) }

    /// `a{ss}`.
    static func dictionary(_ members: [(String, String)]) -> Variant {
        array("{ss}", members.map { entry($0.0, .string($0.1)) })
    }

    /// `a{sv}`.
    static func properties(_ members: [(String, Variant)]) -> Variant {
        array("{sv}", members.map { entry($0.0, Variant(taking: g_variant_new_variant($0.1.raw))) })
    }

    private static func entry(_ key: String, _ value: Variant) -> Variant {
        let key = string(key)
        return withExtendedLifetime((key, value)) { Variant(taking: g_variant_new_dict_entry(key.raw, value.raw)) }
    }

    private static func array(_ type: String, _ members: [Variant]) -> Variant {
        let element = g_variant_type_new(type)
        defer { g_variant_type_free(element) }
        return withExtendedLifetime(members) {
            Variant(taking: g_variant_new_array(element, members.map { Optional($0.raw) }, gsize(members.count)))
        }
    }
}

extension Variant {
    /// A member of a tuple or an array; the content of a variant is its member 0.
    subscript(_ index: Int) -> Variant { Variant(taking: g_variant_get_child_value(raw, gsize(index))) }

    var text: String { g_variant_get_string(raw, nil).map { String(cString: $0) } ?? "" }
    var flag: Bool { g_variant_get_boolean(raw) != 0 }
    var number: UInt32 { g_variant_get_uint32(raw) }
    var texts: [String] { (0..<Int(g_variant_n_children(raw))).map { self[$0].text } }

    /// The content of a `v`, `nil` where it is not of this type.
    func content(_ type: String) -> Variant? {
        let content = self[0]
        return content.isOfType(type) ? content : nil
    }

    func isOfType(_ type: String) -> Bool { String(cString: g_variant_get_type_string(raw)) == type }

    /// An unsigned 64-bit number.
    var count: UInt64 { UInt64(g_variant_get_uint64(raw)) }
}
