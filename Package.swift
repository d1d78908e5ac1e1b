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
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

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
    room("Simulation", ["Tensors", "Telemetry", "Features", "Scaling", "Engine", numerics]),
    .executableTarget(
      name: "tidegate",
      dependencies: [
        "COpenBLAS", "Tensors", "Learning", "Telemetry", "Features", "Forecasting", "Detection", "Scaling", "Engine",
        "Simulation", arguments, logging,
      ],
      swiftSettings: strict),

    tests(of: "Tensors", ["Tensors"]),
    tests(of: "Learning", ["Tensors", "Learning"]),
    tests(of: "Telemetry", ["Telemetry"]),
    tests(of: "Features", ["Features"]),
    tests(of: "Forecasting", ["Tensors", "Features", "Forecasting"]),
    tests(of: "Detection", ["Tensors", "Telemetry", "Detection"]),
    tests(of: "Scaling", ["Tensors", "Scaling", numerics]),
    tests(of: "Engine", ["Tensors", "Telemetry", "Forecasting", "Detection", "Scaling", "Engine", numerics]),
    tests(of: "Simulation", ["Tensors", "Telemetry", "Scaling", "Engine", "Simulation", numerics]),
    tests(of: "Command", ["Simulation", "tidegate"]),
  ],
  swiftLanguageModes: [.v6]
)
