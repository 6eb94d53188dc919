/// The fields of a rotation, whatever the step.
public enum RotationField {
    static let overlap: FieldID = "overlap"
    static let until: FieldID = "overlap-until"
    static let compromise: FieldID = "compromise"

    static let source: FieldID = "source"
    /// What is typed here is taken out of the loop's hands.
    public static let secret: FieldID = "secret"
    public static let passphrase: FieldID = "passphrase"
    static let path: FieldID = "path"
    static let secretEnd: FieldID = "secret-end"
    static let algorithm: FieldID = "algorithm"
    static let command: FieldID = "command"
    static let registrationURI: FieldID = "registration-uri"
    public static let registrationToken: FieldID = "registration-token"
    static let consent: FieldID = "consent"

    static let publication: FieldID = "publication"
    static let publicFile: FieldID = "public-file"
    static let publicCommand: FieldID = "public-command"
    static let cacheTime: FieldID = "cache-time"

    static let keyForm: FieldID = "key-form"
    static let savePath: FieldID = "save-path"
    static let saveKey: FieldID = "save-key"
    static let act: FieldID = "act"
    static let sure: FieldID = "sure"
    static let unlock: FieldID = "unlock"
}
