// swift-tools-version: 6.2

import PackageDescription

let strict: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
]

/// A room of the house; it may import the rooms listed above it and no others.
func room(_ name: String, _ dependencies: [Target.Dependency], path: String? = nil) -> Target {
  .target(name: name, dependencies: dependencies, path: path, swiftSettings: strict)
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

    room("Tensors", ["COpenBLAS", numerics]),
    room("Learning", ["Tensors", numerics]),
    room("Telemetry", ["CZlib"]),
    room("Features", ["Telemetry", numerics, deques]),
    room("Forecasting", ["Tensors", "Learning", "Telemetry", "Features", numerics]),
    room("Detection", ["Tensors", "Learning", "Telemetry", "Features", numerics]),
    room("Scaling", ["Tensors", "Learning", "Telemetry", "Features", "Forecasting", "Detection", numerics, deques]),
    room("DefaultModels", [], path: "Models"),
    room(
      "Engine",
      ["Tensors", "Learning", "Telemetry", "Features", "Forecasting", "Detection", "Scaling", "DefaultModels"]),
    room(
      "Simulation",
      ["Tensors", "Learning", "Telemetry", "Features", "Forecasting", "Detection", "Scaling", "Engine", numerics]),
    .executableTarget(
      name: "tidegate",
      dependencies: [
        "Tensors", "Learning", "Telemetry", "Features", "Forecasting", "Detection", "Scaling", "Engine",
        "Simulation", arguments, logging,
      ],
      swiftSettings: strict),

    tests(of: "Tensors", ["Tensors"]),
    tests(of: "Learning", ["Tensors", "Learning"]),
    tests(of: "Telemetry", ["Telemetry"]),
    tests(of: "Features", ["Telemetry", "Features"]),
    tests(of: "Forecasting", ["Tensors", "Learning", "Features", "Forecasting"]),
    tests(of: "Detection", ["Tensors", "Learning", "Telemetry", "Features", "Detection"]),
    tests(of: "Scaling", ["Tensors", "Learning", "Features", "Forecasting", "Scaling"]),
    tests(of: "Engine", ["Tensors", "Telemetry", "Features", "Forecasting", "Detection", "Scaling", "Engine"]),
    tests(of: "Simulation", ["Telemetry", "Forecasting", "Scaling", "Engine", "Simulation"]),
    tests(of: "Command", ["tidegate"]),
  ],
  swiftLanguageModes: [.v6]
)
