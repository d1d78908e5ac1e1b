// cblas and LAPACKE as Debian ships them, and what the compiler was told about the target.
#ifndef TIDEGATE_COPENBLAS_H
#define TIDEGATE_COPENBLAS_H

#include <cblas.h>
#include <lapacke.h>

// `-Xcc -march=native` changes Swift's code generation too; these macros are how Swift can see it.
#ifdef __AVX2__
#define TIDEGATE_BUILT_FOR_AVX2 1
#else
#define TIDEGATE_BUILT_FOR_AVX2 0
#endif

// Whether a fused multiplication and addition is one instruction; without, it is a library call for each number.
#ifdef __FMA__
#define TIDEGATE_BUILT_FOR_FMA 1
#else
#define TIDEGATE_BUILT_FOR_FMA 0
#endif

#ifdef __AVX512F__
#define TIDEGATE_BUILT_FOR_AVX512 1
#else
#define TIDEGATE_BUILT_FOR_AVX512 0
#endif

#endif
