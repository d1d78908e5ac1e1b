import Learning
import Tensors

extension RungTable {
  private static let kind = "tidegate.policy"
  private static let schema = "rungs-58-regimes-3-v1"

  /// The table as a safetensors file: cost, ready and loss `[S, A]`, the regimes' shares `[S]`.
  public var file: SafetensorsFile {
    func tensor(_ table: QTable) -> Tensor {
      Tensor(
        (0..<table.states).flatMap { state in (0..<table.actions).map { Float(table[state, $0]) } },
        shape: [table.states, table.actions])
    }
    return SafetensorsFile(
      metadata: ["kind": Self.kind, "schema": Self.schema, "weight": "\(weight)", "retention": "\(retentionPerBlock)"],
      tensors: [
        "cost": tensor(cost), "ready": tensor(ready), "loss": tensor(loss),
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
    let states = Regime.allCases.count
    func values(_ name: String, _ shape: [Int]) throws(ScalingError) -> [Double] {
      do {
        let values = try file.tensor(name, shape: shape).values.map { Double($0) }
        guard values.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
          throw ScalingError.file("'\(name)' has values that are negative or not finite")
        }
        return values
      } catch {
        throw .file("the policy's file is damaged: \(error)")
      }
    }
    func table(_ name: String) throws(ScalingError) -> QTable {
      let values = try values(name, [states, Rung.all.count])
      var table = QTable(states: states, actions: Rung.all.count)
      for (cell, value) in values.enumerated() { table[cell / Rung.all.count, cell % Rung.all.count] = value }
      return table
    }
    guard let weight = file.metadata["weight"].flatMap(Double.init), weight >= 0, weight.isFinite,
      let retention = file.metadata["retention"].flatMap(Double.init), retention > 0, retention < 1
    else { throw .file("the policy's metadata lacks a weight or retention that makes sense; train it again") }
    self.init(
      weight: weight, cost: try table("cost"), ready: try table("ready"), loss: try table("loss"),
      shares: try values("shares", [states]), retention: retention)
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
