extension ProfileRecord {
    /// How the rotation's new credential proves the client. A secret is sent as the profile's is, which may have been set
    /// otherwise since the rotation began.
    var useOfNext: CredentialUse? {
        guard let plan = rotation?.plan else { return nil }
        var use = plan.use
        if plan.kind == .clientSecret, credential?.kind == .clientSecret {
            use.authentication = profile.clientAuthentication
        }
        return use
    }

    /// A login would pull away what a rotation keeps.
    ///
    /// - Throws: ``RotationError/openAlready(_:_:)``.
    func requireNoRotation() throws(RotationError) {
        if let rotation, rotation.isOpen { throw .openAlready(profile.name, rotation.state) }
    }
}
