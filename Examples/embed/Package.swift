// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "embed",
  dependencies: [.package(name: "tidegate", path: "../..")],
  targets: [
    .executableTarget(name: "embed", dependencies: [.product(name: "Tidegate", package: "tidegate")]),
    .executableTarget(
      name: "platform",
      dependencies: [
        .product(name: "Tidegate", package: "tidegate"), .product(name: "TidegateSimulation", package: "tidegate"),
      ]),
    .executableTarget(name: "trees", dependencies: [.product(name: "Tidegate", package: "tidegate")]),
  ],
  swiftLanguageModes: [.v6]
)
