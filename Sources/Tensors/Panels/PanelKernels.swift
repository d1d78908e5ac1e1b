// Written by Scripts/generate-panel-kernels.py; change that and run it again.

/// The inner loops of ``PanelProduct``.
///
/// Each reads a factor's row strides, input strides and segments, and one panel's rows one after the other. Nothing is checked.
enum PanelKernels {
  private typealias Vector = SIMD16<Float>

  /// 6 rows by 64 columns.
  @inline(never)
  static func tile6x4(_ product: PanelProduct, _ row: Int) {
    let start = product.start + row * product.startStride
    var s00a = load(start, 0)
    var s01a = load(start, 1)
    var s02a = load(start, 2)
    var s03a = load(start, 3)
    var s10a = load(start + product.startStride, 0)
    var s11a = load(start + product.startStride, 1)
    var s12a = load(start + product.startStride, 2)
    var s13a = load(start + product.startStride, 3)
    var s20a = load(start + 2 * product.startStride, 0)
    var s21a = load(start + 2 * product.startStride, 1)
    var s22a = load(start + 2 * product.startStride, 2)
    var s23a = load(start + 2 * product.startStride, 3)
    var s30a = load(start + 3 * product.startStride, 0)
    var s31a = load(start + 3 * product.startStride, 1)
    var s32a = load(start + 3 * product.startStride, 2)
    var s33a = load(start + 3 * product.startStride, 3)
    var s40a = load(start + 4 * product.startStride, 0)
    var s41a = load(start + 4 * product.startStride, 1)
    var s42a = load(start + 4 * product.startStride, 2)
    var s43a = load(start + 4 * product.startStride, 3)
    var s50a = load(start + 5 * product.startStride, 0)
    var s51a = load(start + 5 * product.startStride, 1)
    var s52a = load(start + 5 * product.startStride, 2)
    var s53a = load(start + 5 * product.startStride, 3)
    var b = product.panel
    let panelStride = product.panelStride
    var segment = 0
    while segment < product.first.segments + product.second.segments {
      let isFirst = segment < product.first.segments
      let factor = isFirst ? product.first : product.second
      let place = isFirst ? segment : segment - product.first.segments
      var a = factor.base + row * factor.rowStride + place * factor.segmentStride
      var a1 = a + factor.rowStride
      var a2 = a + 2 * factor.rowStride
      var a3 = a + 3 * factor.rowStride
      var a4 = a + 4 * factor.rowStride
      var a5 = a + 5 * factor.rowStride
      let stride = factor.stride
      var rest = factor.count
      while rest > 0 {
        let b0a = load(b, 0)
        let b1a = load(b, 1)
        let b2a = load(b, 2)
        let b3a = load(b, 3)
        let x0a = Vector(repeating: a[0])
        s00a = multiplyAdd(b0a, x0a, s00a)
        s01a = multiplyAdd(b1a, x0a, s01a)
        s02a = multiplyAdd(b2a, x0a, s02a)
        s03a = multiplyAdd(b3a, x0a, s03a)
        let x1a = Vector(repeating: a1[0])
        s10a = multiplyAdd(b0a, x1a, s10a)
        s11a = multiplyAdd(b1a, x1a, s11a)
        s12a = multiplyAdd(b2a, x1a, s12a)
        s13a = multiplyAdd(b3a, x1a, s13a)
        let x2a = Vector(repeating: a2[0])
        s20a = multiplyAdd(b0a, x2a, s20a)
        s21a = multiplyAdd(b1a, x2a, s21a)
        s22a = multiplyAdd(b2a, x2a, s22a)
        s23a = multiplyAdd(b3a, x2a, s23a)
        let x3a = Vector(repeating: a3[0])
        s30a = multiplyAdd(b0a, x3a, s30a)
        s31a = multiplyAdd(b1a, x3a, s31a)
        s32a = multiplyAdd(b2a, x3a, s32a)
        s33a = multiplyAdd(b3a, x3a, s33a)
        let x4a = Vector(repeating: a4[0])
        s40a = multiplyAdd(b0a, x4a, s40a)
        s41a = multiplyAdd(b1a, x4a, s41a)
        s42a = multiplyAdd(b2a, x4a, s42a)
        s43a = multiplyAdd(b3a, x4a, s43a)
        let x5a = Vector(repeating: a5[0])
        s50a = multiplyAdd(b0a, x5a, s50a)
        s51a = multiplyAdd(b1a, x5a, s51a)
        s52a = multiplyAdd(b2a, x5a, s52a)
        s53a = multiplyAdd(b3a, x5a, s53a)
        a += stride
        a1 += stride
        a2 += stride
        a3 += stride
        a4 += stride
        a5 += stride
        b += panelStride
        rest -= 1
      }
      segment += 1
    }
    let result = product.result + row * product.resultStride
    store(s00a, result, 0)
    store(s01a, result, 1)
    store(s02a, result, 2)
    store(s03a, result, 3)
    store(s10a, result + product.resultStride, 0)
    store(s11a, result + product.resultStride, 1)
    store(s12a, result + product.resultStride, 2)
    store(s13a, result + product.resultStride, 3)
    store(s20a, result + 2 * product.resultStride, 0)
    store(s21a, result + 2 * product.resultStride, 1)
    store(s22a, result + 2 * product.resultStride, 2)
    store(s23a, result + 2 * product.resultStride, 3)
    store(s30a, result + 3 * product.resultStride, 0)
    store(s31a, result + 3 * product.resultStride, 1)
    store(s32a, result + 3 * product.resultStride, 2)
    store(s33a, result + 3 * product.resultStride, 3)
    store(s40a, result + 4 * product.resultStride, 0)
    store(s41a, result + 4 * product.resultStride, 1)
    store(s42a, result + 4 * product.resultStride, 2)
    store(s43a, result + 4 * product.resultStride, 3)
    store(s50a, result + 5 * product.resultStride, 0)
    store(s51a, result + 5 * product.resultStride, 1)
    store(s52a, result + 5 * product.resultStride, 2)
    store(s53a, result + 5 * product.resultStride, 3)
  }

  /// 4 rows by 64 columns.
  @inline(never)
  static func tile4x4(_ product: PanelProduct, _ row: Int) {
    let start = product.start + row * product.startStride
    var s00a = load(start, 0)
    var s01a = load(start, 1)
    var s02a = load(start, 2)
    var s03a = load(start, 3)
    var s10a = load(start + product.startStride, 0)
    var s11a = load(start + product.startStride, 1)
    var s12a = load(start + product.startStride, 2)
    var s13a = load(start + product.startStride, 3)
    var s20a = load(start + 2 * product.startStride, 0)
    var s21a = load(start + 2 * product.startStride, 1)
    var s22a = load(start + 2 * product.startStride, 2)
    var s23a = load(start + 2 * product.startStride, 3)
    var s30a = load(start + 3 * product.startStride, 0)
    var s31a = load(start + 3 * product.startStride, 1)
    var s32a = load(start + 3 * product.startStride, 2)
    var s33a = load(start + 3 * product.startStride, 3)
    var b = product.panel
    let panelStride = product.panelStride
    var segment = 0
    while segment < product.first.segments + product.second.segments {
      let isFirst = segment < product.first.segments
      let factor = isFirst ? product.first : product.second
      let place = isFirst ? segment : segment - product.first.segments
      var a = factor.base + row * factor.rowStride + place * factor.segmentStride
      var a1 = a + factor.rowStride
      var a2 = a + 2 * factor.rowStride
      var a3 = a + 3 * factor.rowStride
      let stride = factor.stride
      var rest = factor.count
      while rest > 0 {
        let b0a = load(b, 0)
        let b1a = load(b, 1)
        let b2a = load(b, 2)
        let b3a = load(b, 3)
        let x0a = Vector(repeating: a[0])
        s00a = multiplyAdd(b0a, x0a, s00a)
        s01a = multiplyAdd(b1a, x0a, s01a)
        s02a = multiplyAdd(b2a, x0a, s02a)
        s03a = multiplyAdd(b3a, x0a, s03a)
        let x1a = Vector(repeating: a1[0])
        s10a = multiplyAdd(b0a, x1a, s10a)
        s11a = multiplyAdd(b1a, x1a, s11a)
        s12a = multiplyAdd(b2a, x1a, s12a)
        s13a = multiplyAdd(b3a, x1a, s13a)
        let x2a = Vector(repeating: a2[0])
        s20a = multiplyAdd(b0a, x2a, s20a)
        s21a = multiplyAdd(b1a, x2a, s21a)
        s22a = multiplyAdd(b2a, x2a, s22a)
        s23a = multiplyAdd(b3a, x2a, s23a)
        let x3a = Vector(repeating: a3[0])
        s30a = multiplyAdd(b0a, x3a, s30a)
        s31a = multiplyAdd(b1a, x3a, s31a)
        s32a = multiplyAdd(b2a, x3a, s32a)
        s33a = multiplyAdd(b3a, x3a, s33a)
        a += stride
        a1 += stride
        a2 += stride
        a3 += stride
        b += panelStride
        rest -= 1
      }
      segment += 1
    }
    let result = product.result + row * product.resultStride
    store(s00a, result, 0)
    store(s01a, result, 1)
    store(s02a, result, 2)
    store(s03a, result, 3)
    store(s10a, result + product.resultStride, 0)
    store(s11a, result + product.resultStride, 1)
    store(s12a, result + product.resultStride, 2)
    store(s13a, result + product.resultStride, 3)
    store(s20a, result + 2 * product.resultStride, 0)
    store(s21a, result + 2 * product.resultStride, 1)
    store(s22a, result + 2 * product.resultStride, 2)
    store(s23a, result + 2 * product.resultStride, 3)
    store(s30a, result + 3 * product.resultStride, 0)
    store(s31a, result + 3 * product.resultStride, 1)
    store(s32a, result + 3 * product.resultStride, 2)
    store(s33a, result + 3 * product.resultStride, 3)
  }

  /// 2 rows by 64 columns.
  @inline(never)
  static func tile2x4(_ product: PanelProduct, _ row: Int) {
    let start = product.start + row * product.startStride
    var s00a = load(start, 0)
    var s01a = load(start, 1)
    var s02a = load(start, 2)
    var s03a = load(start, 3)
    var s10a = load(start + product.startStride, 0)
    var s11a = load(start + product.startStride, 1)
    var s12a = load(start + product.startStride, 2)
    var s13a = load(start + product.startStride, 3)
    var b = product.panel
    let panelStride = product.panelStride
    var segment = 0
    while segment < product.first.segments + product.second.segments {
      let isFirst = segment < product.first.segments
      let factor = isFirst ? product.first : product.second
      let place = isFirst ? segment : segment - product.first.segments
      var a = factor.base + row * factor.rowStride + place * factor.segmentStride
      var a1 = a + factor.rowStride
      let stride = factor.stride
      var rest = factor.count
      while rest > 0 {
        let b0a = load(b, 0)
        let b1a = load(b, 1)
        let b2a = load(b, 2)
        let b3a = load(b, 3)
        let x0a = Vector(repeating: a[0])
        s00a = multiplyAdd(b0a, x0a, s00a)
        s01a = multiplyAdd(b1a, x0a, s01a)
        s02a = multiplyAdd(b2a, x0a, s02a)
        s03a = multiplyAdd(b3a, x0a, s03a)
        let x1a = Vector(repeating: a1[0])
        s10a = multiplyAdd(b0a, x1a, s10a)
        s11a = multiplyAdd(b1a, x1a, s11a)
        s12a = multiplyAdd(b2a, x1a, s12a)
        s13a = multiplyAdd(b3a, x1a, s13a)
        a += stride
        a1 += stride
        b += panelStride
        rest -= 1
      }
      segment += 1
    }
    let result = product.result + row * product.resultStride
    store(s00a, result, 0)
    store(s01a, result, 1)
    store(s02a, result, 2)
    store(s03a, result, 3)
    store(s10a, result + product.resultStride, 0)
    store(s11a, result + product.resultStride, 1)
    store(s12a, result + product.resultStride, 2)
    store(s13a, result + product.resultStride, 3)
  }

  /// 1 row by 64 columns.
  @inline(never)
  static func tile1x4(_ product: PanelProduct, _ row: Int) {
    let start = product.start + row * product.startStride
    var s00a = load(start, 0)
    var s01a = load(start, 1)
    var s02a = load(start, 2)
    var s03a = load(start, 3)
    var s00b = Vector.zero
    var s01b = Vector.zero
    var s02b = Vector.zero
    var s03b = Vector.zero
    var b = product.panel
    let panelStride = product.panelStride
    var segment = 0
    while segment < product.first.segments + product.second.segments {
      let isFirst = segment < product.first.segments
      let factor = isFirst ? product.first : product.second
      let place = isFirst ? segment : segment - product.first.segments
      var a = factor.base + row * factor.rowStride + place * factor.segmentStride
      let stride = factor.stride
      var rest = factor.count
      while rest >= 2 {
        let b0a = load(b, 0)
        let b1a = load(b, 1)
        let b2a = load(b, 2)
        let b3a = load(b, 3)
        let x0a = Vector(repeating: a[0])
        s00a = multiplyAdd(b0a, x0a, s00a)
        s01a = multiplyAdd(b1a, x0a, s01a)
        s02a = multiplyAdd(b2a, x0a, s02a)
        s03a = multiplyAdd(b3a, x0a, s03a)
        let b0b = load(b + panelStride, 0)
        let b1b = load(b + panelStride, 1)
        let b2b = load(b + panelStride, 2)
        let b3b = load(b + panelStride, 3)
        let x0b = Vector(repeating: a[stride])
        s00b = multiplyAdd(b0b, x0b, s00b)
        s01b = multiplyAdd(b1b, x0b, s01b)
        s02b = multiplyAdd(b2b, x0b, s02b)
        s03b = multiplyAdd(b3b, x0b, s03b)
        a += 2 * stride
        b += 2 * panelStride
        rest -= 2
      }
      while rest > 0 {
        let b0a = load(b, 0)
        let b1a = load(b, 1)
        let b2a = load(b, 2)
        let b3a = load(b, 3)
        let x0a = Vector(repeating: a[0])
        s00a = multiplyAdd(b0a, x0a, s00a)
        s01a = multiplyAdd(b1a, x0a, s01a)
        s02a = multiplyAdd(b2a, x0a, s02a)
        s03a = multiplyAdd(b3a, x0a, s03a)
        a += stride
        b += panelStride
        rest -= 1
      }
      segment += 1
    }
    let result = product.result + row * product.resultStride
    store(s00a + s00b, result, 0)
    store(s01a + s01b, result, 1)
    store(s02a + s02b, result, 2)
    store(s03a + s03b, result, 3)
  }

  /// 8 rows by 16 columns.
  @inline(never)
  static func tile8x1(_ product: PanelProduct, _ row: Int) {
    let start = product.start + row * product.startStride
    var s00a = load(start, 0)
    var s10a = load(start + product.startStride, 0)
    var s20a = load(start + 2 * product.startStride, 0)
    var s30a = load(start + 3 * product.startStride, 0)
    var s40a = load(start + 4 * product.startStride, 0)
    var s50a = load(start + 5 * product.startStride, 0)
    var s60a = load(start + 6 * product.startStride, 0)
    var s70a = load(start + 7 * product.startStride, 0)
    var b = product.panel
    let panelStride = product.panelStride
    var segment = 0
    while segment < product.first.segments + product.second.segments {
      let isFirst = segment < product.first.segments
      let factor = isFirst ? product.first : product.second
      let place = isFirst ? segment : segment - product.first.segments
      var a = factor.base + row * factor.rowStride + place * factor.segmentStride
      var a1 = a + factor.rowStride
      var a2 = a + 2 * factor.rowStride
      var a3 = a + 3 * factor.rowStride
      var a4 = a + 4 * factor.rowStride
      var a5 = a + 5 * factor.rowStride
      var a6 = a + 6 * factor.rowStride
      var a7 = a + 7 * factor.rowStride
      let stride = factor.stride
      var rest = factor.count
      while rest > 0 {
        let b0a = load(b, 0)
        let x0a = Vector(repeating: a[0])
        s00a = multiplyAdd(b0a, x0a, s00a)
        let x1a = Vector(repeating: a1[0])
        s10a = multiplyAdd(b0a, x1a, s10a)
        let x2a = Vector(repeating: a2[0])
        s20a = multiplyAdd(b0a, x2a, s20a)
        let x3a = Vector(repeating: a3[0])
        s30a = multiplyAdd(b0a, x3a, s30a)
        let x4a = Vector(repeating: a4[0])
        s40a = multiplyAdd(b0a, x4a, s40a)
        let x5a = Vector(repeating: a5[0])
        s50a = multiplyAdd(b0a, x5a, s50a)
        let x6a = Vector(repeating: a6[0])
        s60a = multiplyAdd(b0a, x6a, s60a)
        let x7a = Vector(repeating: a7[0])
        s70a = multiplyAdd(b0a, x7a, s70a)
        a += stride
        a1 += stride
        a2 += stride
        a3 += stride
        a4 += stride
        a5 += stride
        a6 += stride
        a7 += stride
        b += panelStride
        rest -= 1
      }
      segment += 1
    }
    let result = product.result + row * product.resultStride
    store(s00a, result, 0)
    store(s10a, result + product.resultStride, 0)
    store(s20a, result + 2 * product.resultStride, 0)
    store(s30a, result + 3 * product.resultStride, 0)
    store(s40a, result + 4 * product.resultStride, 0)
    store(s50a, result + 5 * product.resultStride, 0)
    store(s60a, result + 6 * product.resultStride, 0)
    store(s70a, result + 7 * product.resultStride, 0)
  }

  /// 4 rows by 16 columns.
  @inline(never)
  static func tile4x1(_ product: PanelProduct, _ row: Int) {
    let start = product.start + row * product.startStride
    var s00a = load(start, 0)
    var s10a = load(start + product.startStride, 0)
    var s20a = load(start + 2 * product.startStride, 0)
    var s30a = load(start + 3 * product.startStride, 0)
    var s00b = Vector.zero
    var s10b = Vector.zero
    var s20b = Vector.zero
    var s30b = Vector.zero
    var b = product.panel
    let panelStride = product.panelStride
    var segment = 0
    while segment < product.first.segments + product.second.segments {
      let isFirst = segment < product.first.segments
      let factor = isFirst ? product.first : product.second
      let place = isFirst ? segment : segment - product.first.segments
      var a = factor.base + row * factor.rowStride + place * factor.segmentStride
      var a1 = a + factor.rowStride
      var a2 = a + 2 * factor.rowStride
      var a3 = a + 3 * factor.rowStride
      let stride = factor.stride
      var rest = factor.count
      while rest >= 2 {
        let b0a = load(b, 0)
        let x0a = Vector(repeating: a[0])
        s00a = multiplyAdd(b0a, x0a, s00a)
        let x1a = Vector(repeating: a1[0])
        s10a = multiplyAdd(b0a, x1a, s10a)
        let x2a = Vector(repeating: a2[0])
        s20a = multiplyAdd(b0a, x2a, s20a)
        let x3a = Vector(repeating: a3[0])
        s30a = multiplyAdd(b0a, x3a, s30a)
        let b0b = load(b + panelStride, 0)
        let x0b = Vector(repeating: a[stride])
        s00b = multiplyAdd(b0b, x0b, s00b)
        let x1b = Vector(repeating: a1[stride])
        s10b = multiplyAdd(b0b, x1b, s10b)
        let x2b = Vector(repeating: a2[stride])
        s20b = multiplyAdd(b0b, x2b, s20b)
        let x3b = Vector(repeating: a3[stride])
        s30b = multiplyAdd(b0b, x3b, s30b)
        a += 2 * stride
        a1 += 2 * stride
        a2 += 2 * stride
        a3 += 2 * stride
        b += 2 * panelStride
        rest -= 2
      }
      while rest > 0 {
        let b0a = load(b, 0)
        let x0a = Vector(repeating: a[0])
        s00a = multiplyAdd(b0a, x0a, s00a)
        let x1a = Vector(repeating: a1[0])
        s10a = multiplyAdd(b0a, x1a, s10a)
        let x2a = Vector(repeating: a2[0])
        s20a = multiplyAdd(b0a, x2a, s20a)
        let x3a = Vector(repeating: a3[0])
        s30a = multiplyAdd(b0a, x3a, s30a)
        a += stride
        a1 += stride
        a2 += stride
        a3 += stride
        b += panelStride
        rest -= 1
      }
      segment += 1
    }
    let result = product.result + row * product.resultStride
    store(s00a + s00b, result, 0)
    store(s10a + s10b, result + product.resultStride, 0)
    store(s20a + s20b, result + 2 * product.resultStride, 0)
    store(s30a + s30b, result + 3 * product.resultStride, 0)
  }

  /// 2 rows by 16 columns.
  @inline(never)
  static func tile2x1(_ product: PanelProduct, _ row: Int) {
    let start = product.start + row * product.startStride
    var s00a = load(start, 0)
    var s10a = load(start + product.startStride, 0)
    var s00b = Vector.zero
    var s10b = Vector.zero
    var s00c = Vector.zero
    var s10c = Vector.zero
    var s00d = Vector.zero
    var s10d = Vector.zero
    var b = product.panel
    let panelStride = product.panelStride
    var segment = 0
    while segment < product.first.segments + product.second.segments {
      let isFirst = segment < product.first.segments
      let factor = isFirst ? product.first : product.second
      let place = isFirst ? segment : segment - product.first.segments
      var a = factor.base + row * factor.rowStride + place * factor.segmentStride
      var a1 = a + factor.rowStride
      let stride = factor.stride
      var rest = factor.count
      while rest >= 4 {
        let b0a = load(b, 0)
        let x0a = Vector(repeating: a[0])
        s00a = multiplyAdd(b0a, x0a, s00a)
        let x1a = Vector(repeating: a1[0])
        s10a = multiplyAdd(b0a, x1a, s10a)
        let b0b = load(b + panelStride, 0)
        let x0b = Vector(repeating: a[stride])
        s00b = multiplyAdd(b0b, x0b, s00b)
        let x1b = Vector(repeating: a1[stride])
        s10b = multiplyAdd(b0b, x1b, s10b)
        let b0c = load(b + 2 * panelStride, 0)
        let x0c = Vector(repeating: a[2 * stride])
        s00c = multiplyAdd(b0c, x0c, s00c)
        let x1c = Vector(repeating: a1[2 * stride])
        s10c = multiplyAdd(b0c, x1c, s10c)
        let b0d = load(b + 3 * panelStride, 0)
        let x0d = Vector(repeating: a[3 * stride])
        s00d = multiplyAdd(b0d, x0d, s00d)
        let x1d = Vector(repeating: a1[3 * stride])
        s10d = multiplyAdd(b0d, x1d, s10d)
        a += 4 * stride
        a1 += 4 * stride
        b += 4 * panelStride
        rest -= 4
      }
      while rest > 0 {
        let b0a = load(b, 0)
        let x0a = Vector(repeating: a[0])
        s00a = multiplyAdd(b0a, x0a, s00a)
        let x1a = Vector(repeating: a1[0])
        s10a = multiplyAdd(b0a, x1a, s10a)
        a += stride
        a1 += stride
        b += panelStride
        rest -= 1
      }
      segment += 1
    }
    let result = product.result + row * product.resultStride
    store((s00a + s00b) + (s00c + s00d), result, 0)
    store((s10a + s10b) + (s10c + s10d), result + product.resultStride, 0)
  }

  /// 1 row by 16 columns.
  @inline(never)
  static func tile1x1(_ product: PanelProduct, _ row: Int) {
    let start = product.start + row * product.startStride
    var s00a = load(start, 0)
    var s00b = Vector.zero
    var s00c = Vector.zero
    var s00d = Vector.zero
    var s00e = Vector.zero
    var s00f = Vector.zero
    var s00g = Vector.zero
    var s00h = Vector.zero
    var b = product.panel
    let panelStride = product.panelStride
    var segment = 0
    while segment < product.first.segments + product.second.segments {
      let isFirst = segment < product.first.segments
      let factor = isFirst ? product.first : product.second
      let place = isFirst ? segment : segment - product.first.segments
      var a = factor.base + row * factor.rowStride + place * factor.segmentStride
      let stride = factor.stride
      var rest = factor.count
      while rest >= 8 {
        let b0a = load(b, 0)
        let x0a = Vector(repeating: a[0])
        s00a = multiplyAdd(b0a, x0a, s00a)
        let b0b = load(b + panelStride, 0)
        let x0b = Vector(repeating: a[stride])
        s00b = multiplyAdd(b0b, x0b, s00b)
        let b0c = load(b + 2 * panelStride, 0)
        let x0c = Vector(repeating: a[2 * stride])
        s00c = multiplyAdd(b0c, x0c, s00c)
        let b0d = load(b + 3 * panelStride, 0)
        let x0d = Vector(repeating: a[3 * stride])
        s00d = multiplyAdd(b0d, x0d, s00d)
        let b0e = load(b + 4 * panelStride, 0)
        let x0e = Vector(repeating: a[4 * stride])
        s00e = multiplyAdd(b0e, x0e, s00e)
        let b0f = load(b + 5 * panelStride, 0)
        let x0f = Vector(repeating: a[5 * stride])
        s00f = multiplyAdd(b0f, x0f, s00f)
        let b0g = load(b + 6 * panelStride, 0)
        let x0g = Vector(repeating: a[6 * stride])
        s00g = multiplyAdd(b0g, x0g, s00g)
        let b0h = load(b + 7 * panelStride, 0)
        let x0h = Vector(repeating: a[7 * stride])
        s00h = multiplyAdd(b0h, x0h, s00h)
        a += 8 * stride
        b += 8 * panelStride
        rest -= 8
      }
      while rest > 0 {
        let b0a = load(b, 0)
        let x0a = Vector(repeating: a[0])
        s00a = multiplyAdd(b0a, x0a, s00a)
        a += stride
        b += panelStride
        rest -= 1
      }
      segment += 1
    }
    let result = product.result + row * product.resultStride
    store(((s00a + s00b) + (s00c + s00d)) + ((s00e + s00f) + (s00g + s00h)), result, 0)
  }

  @inline(__always)
  private static func load(_ base: UnsafePointer<Float>, _ vector: Int) -> Vector {
    UnsafeRawPointer(base).loadUnaligned(fromByteOffset: vector * 64, as: Vector.self)
  }

  @inline(__always)
  private static func store(_ value: Vector, _ base: UnsafeMutablePointer<Float>, _ vector: Int) {
    UnsafeMutableRawPointer(base).storeBytes(of: value, toByteOffset: vector * 64, as: Vector.self)
  }
}
