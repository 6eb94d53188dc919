import SampleKeys

/// Sound keys of each kind and form, to be broken.
enum KeySeeds {
    static let plain = [PlainKeys.p256, PlainKeys.p256SEC1, PlainKeys.p384, PlainKeys.ed25519, PlainKeys.rsa2048]
    static let encrypted = [EncryptedKeys.aes128SHA1, EncryptedKeys.aes256SHA256, EncryptedKeys.aes256Scrypt]
    /// Under which the encrypted ones were written.
    static let passphrase = "open sesame"
    static let jwks = [PrivateJWKs.p256, PrivateJWKs.ed25519, PrivateJWKs.rsa2048]
}
