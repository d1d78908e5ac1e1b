// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A room of the house; it may import the rooms listed above it and no others.
func room(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil, exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: path, exclude: exclude, swiftSettings: strict)
}

func tests(of room: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(
    name: "\(room)Tests", dependencies: dependencies, resources: [.copy("Fixtures")], swiftSettings: strict)
}

let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let numerics: Target.Dependency = .product(name: "Numerics", package: "swift-numerics")
let deques: Target.Dependency = .product(name: "DequeModule", package: "swift-collections")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

// The platforms of datasets/scenarios, inside the binary.
let scenarios = [
  "calm-shop", "flash-sale", "busy-week", "retry-storm", "bad-deployment", "memory-leak", "cache-restart",
  "database-failover", "slow-queries", "order-backlog", "spot-loss", "zone-outage", "cloud-failover",
]

// The rooms stand in the order in which data passes through them.
let package = Package(
  name: "tidegate",
  products: [
    .library(
      name: "Tidegate",
      targets: ["Tensors", "Learning", "Telemetry", "Features", "Forecasting", "Detection", "Scaling", "Engine"]),
    .library(name: "TidegateSimulation", targets: ["Simulation"]),
    .executable(name: "tidegate", targets: ["tidegate"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .systemLibrary(
      name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev", "liblapacke-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),

    room("Tensors", ["COpenBLAS"]),
    room("Learning", ["Tensors"]),
    room("Telemetry", ["CZlib"]),
    room("Features", ["Tensors", numerics, deques]),
    room("Forecasting", ["Tensors", "Learning", "Features"]),
    room("Detection", ["Tensors", "Learning", "Features", numerics]),
    room("Scaling", ["Tensors", "Learning", "Features", "Forecasting", numerics, deques]),
    room("DefaultModels", [], path: "Models", exclude: ["forecaster", "detector"]),
    room(
      "Engine", ["Tensors", "Telemetry", "Features", "Forecasting", "Detection", "Scaling", "DefaultModels"]),
    .target(
      name: "DefaultScenarios", path: "datasets/scenarios",
      resources: scenarios.map { .embedInCode("\($0).yaml") }, swiftSettings: strict),
    room("Simulation", ["Tensors", "Telemetry", "Features", "Scaling", "Engine", "DefaultScenarios", numerics, yams]),
    // The command is a library that two executables share: one without the service, quick to build, and one with it.
    room(
      "Commands",
      [
        "COpenBLAS", "Tensors", "Learning", "Telemetry", "Features", "Forecasting", "Detection", "Scaling", "Engine",
        "Simulation", arguments, logging,
      ]),
    .executableTarget(name: "tidegate", dependencies: ["Commands", arguments], swiftSettings: strict),

    tests(of: "Tensors", ["Tensors"]),
    tests(of: "Learning", ["Tensors", "Learning"]),
    tests(of: "Telemetry", ["Telemetry"]),
    tests(of: "Features", ["Features"]),
    tests(of: "Forecasting", ["Tensors", "Features", "Forecasting"]),
    tests(of: "Detection", ["Tensors", "Telemetry", "Detection"]),
    tests(of: "Scaling", ["Tensors", "Scaling", numerics]),
    tests(of: "Engine", ["Tensors", "Telemetry", "Forecasting", "Detection", "Scaling", "Engine", numerics]),
    tests(of: "Simulation", ["Tensors", "Telemetry", "Scaling", "Engine", "Simulation", numerics]),
    tests(of: "Command", ["Simulation", "Commands", "tidegate"]),
  ],
  swiftLanguageModes: [.v6]
)

// The service comes last: its room, its command, and the libraries that no other room may import. A fresh clone that
// only runs `make run` leaves it out and does not even fetch those.
if Context.environment["TIDEGATE_WITHOUT_SERVICE"] == nil {
  let doors: [Target.Dependency] = [
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "Configuration", package: "swift-configuration"),
    .product(name: "Crypto", package: "swift-crypto"),
    .product(name: "GRDB", package: "GRDB.swift"),
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdTLS", package: "hummingbird"),
    .product(name: "Metrics", package: "swift-metrics"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    .product(name: "SwiftProtobuf", package: "swift-protobuf"),
    yams,
  ]
  package.dependencies += [
    .package(url: "https://github.com/apple/swift-configuration", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ]
  package.products.append(.executable(name: "tidegate-service", targets: ["tidegate-service"]))
  package.targets += [
    .systemLibrary(name: "CSnappy", providers: [.apt(["libsnappy-dev"])]),
    room(
      "Service", ["CSnappy", "Telemetry", "Features", "Detection", "Scaling", "Engine", "Simulation", logging] + doors),
    .executableTarget(
      name: "tidegate-service", dependencies: ["Commands", "Service", arguments, logging], swiftSettings: strict),
    tests(of: "Service", ["Telemetry", "Detection", "Scaling", "Engine", "Simulation", "Service", logging] + doors),
  ]
}
