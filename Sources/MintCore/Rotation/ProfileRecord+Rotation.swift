extension ProfileRecord {
    /// A login would pull away what a rotation keeps.
    ///
    /// - Throws: ``RotationError/openAlready(_:_:)``.
    func requireNoRotation() throws(RotationError) {
        if let rotation, rotation.isOpen { throw .openAlready(profile.name, rotation.state) }
    }
}
