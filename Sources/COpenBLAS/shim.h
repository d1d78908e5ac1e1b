// cblas and LAPACKE as Debian ships them, and what the compiler was told about the target.
#ifndef TIDEGATE_COPENBLAS_H
#define TIDEGATE_COPENBLAS_H

#include <cblas.h>
#include <lapacke.h>

// `-Xcc -march=native` changes Swift's code generation too; these macros are how Swift can see it.
static const int tidegate_built_for_avx512 =
#ifdef __AVX512F__
    1;
#else
    0;
#endif

static const int tidegate_built_for_avx2 =
#ifdef __AVX2__
    1;
#else
    0;
#endif

#endif
