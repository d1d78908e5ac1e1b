/// One of a network's tensors, by PyTorch's names.
enum LSTMTensorName: Equatable {
  /// `weight_ih_l…`, `[4H, D]`.
  case inputWeights(layer: Int)
  /// `weight_hh_l…`, `[4H, H]`.
  case recurrentWeights(layer: Int)
  /// `bias_ih_l…`, `[4H]`.
  case bias(layer: Int)
  /// `head.weight`, `[O, H]`.
  case headWeights
  /// `head.bias`, `[O]`.
  case headBias

  var text: String {
    switch self {
    case .inputWeights(let layer): "weight_ih_l\(layer)"
    case .recurrentWeights(let layer): "weight_hh_l\(layer)"
    case .bias(let layer): "bias_ih_l\(layer)"
    case .headWeights: "head.weight"
    case .headBias: "head.bias"
    }
  }

  var isBias: Bool {
    switch self {
    case .bias, .headBias: true
    default: false
    }
  }

  func shape(_ layout: LSTMParameterLayout) -> [Int] {
    switch self {
    case .inputWeights(let layer): [4 * layout.hidden, layout.inputs(of: layer)]
    case .recurrentWeights: [4 * layout.hidden, layout.hidden]
    case .bias: [4 * layout.hidden]
    case .headWeights: [layout.outputs, layout.hidden]
    case .headBias: [layout.outputs]
    }
  }
}
