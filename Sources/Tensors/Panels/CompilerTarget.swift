import COpenBLAS

/// What the compiler was allowed to use, known when this is compiled: the one place where kernels are chosen.
///
/// Never by the CPU at hand or by timing at the start: the work would be divided otherwise from one machine, or one run, to
/// the next. (OpenBLAS itself takes the kernels of the CPU, so where it multiplies, bits are those of a machine.)
/// <doc:Tensors> has the table that decided.
package enum CompilerTarget {
  /// Whether a multiplication and addition is one instruction.
  @inline(__always)
  package static var hasFusedMultiplyAdd: Bool { TIDEGATE_BUILT_FOR_FMA == 1 }

  /// Whether products of 16 rows and more go to OpenBLAS: everywhere but in a build for AVX-512.
  @inline(__always)
  package static var leavesProductsToBLAS: Bool { TIDEGATE_BUILT_FOR_AVX512 == 0 }
}

/// a·b + c, fused where that is one instruction.
@inline(__always)
func multiplyAdd(_ a: SIMD16<Float>, _ b: SIMD16<Float>, _ c: SIMD16<Float>) -> SIMD16<Float> {
  CompilerTarget.hasFusedMultiplyAdd ? c.addingProduct(a, b) : a * b + c
}
