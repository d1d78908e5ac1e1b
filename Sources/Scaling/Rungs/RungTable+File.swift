import Tensors

extension RungTable {
  private static let kind = "tidegate.policy"
  /// What a file must say that it holds.
  package static let schema = "rungs-\(Rung.all.count)-regimes-3-v3"

  /// The table as a safetensors file: what each rung did, `[S, A, 4]` (cost, ready, loss, changes), and the regimes' shares `[S]`.
  public var file: SafetensorsFile {
    SafetensorsFile(
      metadata: [
        "kind": Self.kind, "schema": Self.schema, "weight": "\(weight)", "retention": "\(retention)",
        "demand": "\(demand)", "load": "\(load)",
      ],
      tensors: [
        "outcomes": Tensor(
          outcomes.flatMap { outcome in (0..<4).map { outcome.lanes[$0] } },
          shape: [RungShadows.regimes, Rung.all.count, 4]),
        "shares": Tensor(shares.map { Float($0) }, shape: [shares.count]),
      ])
  }

  /// - Throws: `ScalingError.file` when the file is not a policy or is damaged.
  public init(_ file: SafetensorsFile) throws(ScalingError) {
    guard file.metadata["kind"] == Self.kind, file.metadata["schema"] == Self.schema else {
      throw .file(
        "the model is of kind '\(file.metadata["kind"] ?? "unknown")' and schema '\(file.metadata["schema"] ?? "none")', "
          + "expected '\(Self.kind)' and '\(Self.schema)'; train it again")
    }
    func values(_ name: String, _ shape: [Int]) throws(ScalingError) -> [Float] {
      do {
        let values = try file.tensor(name, shape: shape).values
        guard values.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
          throw ScalingError.file("'\(name)' has values that are negative or not finite")
        }
        return Array(values)
      } catch {
        throw .file("the policy's file is damaged: \(error)")
      }
    }
    func number(_ name: String) throws(ScalingError) -> Double {
      guard let value = file.metadata[name].flatMap(Double.init), value >= 0, value.isFinite else {
        throw .file("the policy's metadata lacks a \(name) that makes sense; train it again")
      }
      return value
    }
    let retention = try number("retention")
    guard retention > 0, retention < 1 else {
      throw .file("the policy's retention is \(retention), expected a number between 0 and 1; train it again")
    }
    let outcomes = try values("outcomes", [RungShadows.regimes, Rung.all.count, 4])
    self.init(
      weight: try number("weight"),
      outcomes: (0..<outcomes.count / 4).map { cell in
        RungOutcome(SIMD4(outcomes[4 * cell], outcomes[4 * cell + 1], outcomes[4 * cell + 2], outcomes[4 * cell + 3]))
      },
      shares: try values("shares", [RungShadows.regimes]).map { Double($0) }, demand: try number("demand"),
      load: try number("load"), retention: retention)
  }
}

/// Why a policy could not be loaded.
public enum ScalingError: Error, Equatable, CustomStringConvertible {
  /// The file is not a policy.
  case file(String)

  public var description: String {
    switch self {
    case .file(let reason): reason
    }
  }
}
