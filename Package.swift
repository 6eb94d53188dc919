// swift-tools-version: 6.2
import PackageDescription

let package = Package(
    name: "mintmark",
    products: [
        .executable(name: "mintmark", targets: ["mintmark"]),
        .executable(name: "hostile-input", targets: ["HostileInput"]),
        .executable(name: "bare-client", targets: ["BareClient"]),
        .executable(name: "vault-torture", targets: ["VaultTorture"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.0"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.0"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.0"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.6.0"),
        .package(url: "https://github.com/vapor/jwt-kit", from: "5.7.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    ],
    targets: [
        .systemLibrary(name: "CProcess"),
        .systemLibrary(name: "CNcurses", providers: [.apt(["libncursesw5-dev"])]),
        .systemLibrary(name: "CSecret", pkgConfig: "libsecret-1", providers: [.apt(["libsecret-1-dev"])]),
        .target(
            name: "MintCore",
            dependencies: [
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        .target(
            name: "MintHTTP",
            dependencies: [
                "MintCore",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ]),
        .target(
            name: "MintKeyring",
            dependencies: [
                "MintCore", "CProcess", "CSecret",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
            ]),
        .target(
            name: "MintDatabase",
            dependencies: ["MintCore", .product(name: "GRDB", package: "GRDB.swift")]),
        .target(
            name: "MintMCP",
            dependencies: ["MintCore", .product(name: "HTTPTypes", package: "swift-http-types")]),
        .target(name: "MintScreen"),
        .target(name: "CTerminal"),
        .target(name: "MintCurses", dependencies: ["MintScreen", "CNcurses", "CTerminal"]),
        .target(name: "MintBoard", dependencies: ["MintCore", "MintScreen"]),
        .target(
            name: "MintSandbox",
            dependencies: [
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]),
        .target(
            name: "MintCommands",
            dependencies: [
                "MintCore", "MintMCP", "MintBoard", "MintScreen",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        .executableTarget(
            name: "mintmark",
            dependencies: [
                "CProcess", "MintCore", "MintHTTP", "MintKeyring", "MintDatabase", "MintMCP", "MintScreen",
                "MintCurses",
                "MintBoard", "MintSandbox", "MintCommands",
            ],
            // Each start of the program pays for what is left to it: packed relative relocations, for Swift's metadata
            // has 160,000; and no table of our own symbols, for the runtime reads all of it to find its folder.
            linkerSettings: [
                .unsafeFlags(
                    ["-use-ld=lld"]
                        + ["-z", "pack-relative-relocs", "--no-export-dynamic"].flatMap { ["-Xlinker", $0] },
                    .when(platforms: [.linux], configuration: .release))
            ]),
        .target(
            name: "TestSupport",
            dependencies: [
                "MintCore",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Tests/TestSupport"),
        .target(name: "SampleKeys", path: "Tests/SampleKeys"),
        .testTarget(
            name: "MintCoreTests",
            dependencies: [
                "MintCore", "SampleKeys", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "CryptoExtras", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "JWTKit", package: "jwt-kit"),
            ]),
        .testTarget(
            name: "MintMCPTests",
            dependencies: [
                "MintCore", "MintMCP", "TestSupport", .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        .testTarget(
            name: "MintSandboxTests",
            dependencies: [
                "MintSandbox",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "JWTKit", package: "jwt-kit"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
            ]),
        .testTarget(
            name: "MintHTTPTests",
            dependencies: [
                "MintCore", "MintHTTP",
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
                .product(name: "X509", package: "swift-certificates"),
            ]),
        .executableTarget(
            name: "VaultTorture", dependencies: ["MintCore", "MintKeyring"], path: "Tests/VaultTorture"),
        .testTarget(
            name: "MintKeyringTests",
            dependencies: ["CSecret", "MintCore", "MintKeyring", "TestSupport", "VaultTorture"]),
        .testTarget(
            name: "MintDatabaseTests",
            dependencies: ["MintCore", "MintDatabase", "TestSupport", .product(name: "GRDB", package: "GRDB.swift")]),
        .testTarget(name: "MintScreenTests", dependencies: ["MintScreen", "TestSupport"]),
        .testTarget(
            name: "MintBoardTests", dependencies: ["MintCore", "MintScreen", "MintBoard"], exclude: ["Goldens"]),
        .target(
            name: "ConformanceServers",
            dependencies: [
                "MintCore",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            path: "Tests/ConformanceServers"),
        .executableTarget(
            name: "ConformanceClient",
            dependencies: [
                "MintCore", "MintHTTP", "MintMCP", "TestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Tests/ConformanceClient"),
        .testTarget(
            name: "ConformanceTests",
            dependencies: [
                "ConformanceClient", "ConformanceServers", "MintCore", "MintHTTP", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        .executableTarget(
            name: "BareClient",
            dependencies: [
                .product(name: "AsyncHTTPClient", package: "async-http-client"),
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
            ],
            path: "Tests/BareClient"),
        .executableTarget(
            name: "HostileInput",
            dependencies: [
                "MintCore", "MintKeyring", "MintMCP", "MintScreen", "SampleKeys",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ],
            path: "Tests/HostileInput"),
        .testTarget(
            name: "HostileInputTests",
            dependencies: [
                "HostileInput", "MintCore", "MintMCP", .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        .testTarget(
            name: "MintCommandsTests", dependencies: ["MintCommands", "MintCore", "MintScreen", "TestSupport"]),
        .testTarget(
            name: "MintmarkTests",
            dependencies: [
                "MintCore", "MintDatabase", "MintHTTP", "MintKeyring", "MintSandbox", "TestSupport", "mintmark",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
    ],
    swiftLanguageModes: [.v6]
)

for target in package.targets where target.type != .system && target.name != "CTerminal" {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .treatAllWarnings(as: .error),
    ]
}
