import Foundation

/// What XGBoost calls an objective, and what it is here.
///
///     reg:squarederror, reg:linear            squaredError
///     reg:absoluteerror                       absoluteError
///     reg:pseudohubererror                    huber: smoother around its slope, with the same meaning
///     count:poisson                           poisson
///     binary:logistic, reg:logistic           logistic
///     binary:logitraw                         logistic, predicting the margin
///     multi:softprob, multi:softmax           softmax: probabilities in either case
///     reg:quantileerror                       quantile, or quantiles that may cross
///
/// - SeeAlso: <https://xgboost.readthedocs.io/en/stable/parameter.html#learning-task-parameters>.
struct XGBoostObjective {
  let objective: BoostingObjective
  let link: MarginLink

  init(_ objective: BoostingObjective, link: MarginLink? = nil) {
    self.objective = objective
    self.link = link ?? objective.link
  }

  /// Reads the object `objective` of a model file.
  ///
  /// - Parameters:
  ///   - field: The object.
  ///   - classCount: `num_class` of the file.
  init(_ field: DocumentField, classCount: Int) throws(ModelFileFault) {
    let name = try field.field("name").text()
    switch name {
    case "reg:squarederror", "reg:linear": self.init(.squaredError)
    case "reg:absoluteerror": self.init(.absoluteError)
    case "reg:pseudohubererror":
      let slope = try field.optional("pseudo_huber_param")?.optional("huber_slope")?.numbersInText()[0] ?? 1
      self.init(try Self.valid(.huber(slope)))
    case "count:poisson": self.init(.poisson)
    case "binary:logistic", "reg:logistic": self.init(.logistic)
    case "binary:logitraw": self.init(.logistic, link: .identity)
    case "multi:softprob", "multi:softmax": self.init(try Self.valid(.softmax(classCount)))
    case "reg:quantileerror":
      let levels = try field.field("quantile_loss_param").field("quantile_alpha").numbersInText()
      if levels.count == 1 {
        self.init(try Self.valid(.quantile(levels[0])))
      } else {
        self.init(try Self.valid(.quantiles(levels)), link: .identity)
      }
    default:
      throw ModelFileFault(
        "its objective is '\(name.prefix(60))'",
        remedy: "train with reg:squarederror, reg:absoluteerror, reg:pseudohubererror, reg:quantileerror, "
          + "count:poisson, binary:logistic, binary:logitraw or multi:softprob")
    }
  }

  private static func valid(_ objective: BoostingObjective) throws(ModelFileFault) -> BoostingObjective {
    do {
      return try objective.validated()
    } catch {
      throw ModelFileFault("the parameters of its objective make no sense (\(objective))")
    }
  }

  /// The margin that a `base_score` stands for, calculated in `Float` as XGBoost does; not finite if there is none.
  ///
  /// - Parameter isClipped: Whether a probability is first kept from 0 and 1, as versions from 3.2 do.
  func margin(ofBaseScore score: Float, isClipped: Bool) -> Float {
    switch link {
    case .logistic: -log(1 / (isClipped ? min(max(score, 1e-6), 1 - 1e-6) : score) - 1)
    case .exponential: log(score)
    default: score
    }
  }

  /// A `base_score` whose margin is near to a given one, and which every version understands alike.
  func baseScore(ofMargin margin: Float) -> Float {
    switch link {
    case .logistic: min(max(Float(1 / (1 + exp(-Double(margin)))), 1e-5), 1 - 1e-5)
    case .exponential: min(max(Float(exp(Double(margin))), 1e-30), 1e30)
    default: margin
    }
  }
}
