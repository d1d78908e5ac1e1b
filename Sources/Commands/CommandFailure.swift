import Detection
import Engine
import Forecasting
import Foundation
import Learning
import Scaling
import Simulation
import Telemetry
import Tensors

/// A refusal: one line on standard error, and the exit code that fits it.
public struct CommandFailure: Error {
  /// Exit codes of sysexits.h.
  public enum Code: Int32, Sendable {
    case usage = 64
    case badData = 65
    case inputMissing = 66
    case software = 70
    case inputOutput = 74
    case badConfiguration = 78
  }

  public let code: Code
  public let message: String

  public init(_ code: Code, _ message: String) {
    self.code = code
    self.message = message
  }

  /// The failure that an error of a room stands for; nil for errors of the argument parser.
  init?(_ error: any Error) {
    switch error {
    case let failure as CommandFailure: self = failure
    case let error as TelemetryError:
      let code: Code =
        switch error.kind {
        case .missing: .inputMissing
        case .data: .badData
        case .io: .inputOutput
        case .configuration: .usage
        }
      self.init(code, "\(error)")
    case let error as TensorError:
      switch error {
      case .unreadable: self.init(.inputMissing, "\(error)")
      case .unwritable: self.init(.inputOutput, "\(error)")
      default: self.init(.badData, "\(error)")
      }
    case BoostingError.unreadableModelFile: self.init(.inputMissing, "\(error)")
    case is ForecastError, is DetectionError, is ScalingError, is BoostingError, is RecurrentError:
      self.init(.badData, "\(error)")
    case let error as EngineError:
      if case .setting = error { self.init(.badConfiguration, "\(error)") } else { self.init(.badData, "\(error)") }
    case let error as SimulationError:
      if case .unknownScenario = error {
        self.init(.inputMissing, "\(error)")
      } else {
        self.init(.badConfiguration, "\(error)")
      }
    case let error as CocoaError: self.init(.inputOutput, error.localizedDescription)
    case let error as POSIXError: self.init(.inputOutput, String(cString: strerror(error.code.rawValue)))
    default: return nil
    }
  }
}
