/* What an LSTM written with OpenBLAS reaches on this machine, one thread: its products at the LSTM's shapes, and the forward passes
   of lstm_infer.py with a call of OpenBLAS for each product and gates that the compiler vectorises. Medians; prints one JSON object.
   OPENBLAS_CORETYPE in the environment chooses the kernels.

   gcc -O3 -march=native -ffast-math -fopenmp-simd -o lstm_blas lstm_blas.c -lopenblas -lm */
#include <cblas.h>
#undef I /* from complex.h */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

extern char *openblas_get_corename(void);

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec + t.tv_nsec * 1e-9;
}

static int order(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

static float *fill(size_t n) {
  static uint32_t seed = 1;
  float *p = aligned_alloc(64, (n * 4 + 63) / 64 * 64);
  for (size_t i = 0; i < n; i++) {
    seed = seed * 1664525u + 1013904223u;
    p[i] = ((seed >> 8) / 16777216.0f - 0.5f) * 0.2f;
  }
  return p;
}

static double times[4001];

/* Median seconds of a statement: `count` times of `inner` runs each. */
#define MEDIAN(result, count, inner, ...)                          \
  {                                                                \
    for (int w = 0; w < 3; w++) { __VA_ARGS__; }                   \
    for (int r = 0; r < (count); r++) {                            \
      double start = now();                                        \
      for (int k = 0; k < (inner); k++) { __VA_ARGS__; }           \
      times[r] = (now() - start) / (inner);                        \
    }                                                              \
    qsort(times, (count), sizeof(double), order);                  \
    result = times[(count) / 2];                                   \
  }

static void gates(int B, int H, const float *restrict z, float *restrict c, float *restrict h) {
  for (int b = 0; b < B; b++) {
    const float *q = z + (size_t)b * 4 * H;
    float *cell = c + b * H, *hidden = h + b * H;
#pragma omp simd
    for (int j = 0; j < H; j++) {
      float i = 1 / (1 + expf(-q[j])), f = 1 / (1 + expf(-q[H + j])), g = 2 / (1 + expf(-2 * q[2 * H + j])) - 1;
      float o = 1 / (1 + expf(-q[3 * H + j])), n = f * cell[j] + i * g;
      cell[j] = n;
      hidden[j] = o * (2 / (1 + expf(-2 * n)) - 1);
    }
  }
}

typedef struct {
  int H, L, I[2];
  float *W[2], *R[2], *b[2]; /* [in][4H], [H][4H], [4H] */
} Network;

/* S steps of B sequences from the states h, c [B][H]: one product for all inputs of a layer, then one a step. With S = B = 1 the
   products are those of a matrix with a vector. */
static void forward(const Network *n, int B, int S, const float *x, float *z, float *hs, float *h, float *c) {
  int H = n->H, G = 4 * H;
  for (int l = 0; l < n->L; l++) {
    const float *in = l ? hs : x;
    float *hl = h + (size_t)l * B * H, *cl = c + (size_t)l * B * H;
    if (S > 1) {
      memset(hl, 0, sizeof(float) * B * H);
      memset(cl, 0, sizeof(float) * B * H);
    }
    for (int t = 0; t < S * B; t++) memcpy(z + (size_t)t * G, n->b[l], sizeof(float) * G);
    if (S * B > 1)
      cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, S * B, G, n->I[l], 1, in, n->I[l], n->W[l], G, 1, z, G);
    else
      cblas_sgemv(CblasRowMajor, CblasTrans, n->I[l], G, 1, n->W[l], G, in, 1, 1, z, 1);
    for (int t = 0; t < S; t++) {
      float *q = z + (size_t)t * B * G;
      if (B > 1)
        cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, B, G, H, 1, hl, H, n->R[l], G, 1, q, G);
      else
        cblas_sgemv(CblasRowMajor, CblasTrans, H, G, 1, n->R[l], G, hl, 1, 1, q, 1);
      gates(B, H, q, cl, hl);
      if (l + 1 < n->L) memcpy(hs + (size_t)t * B * H, hl, sizeof(float) * B * H);
    }
  }
}

int main(void) {
  double s;
  const char *comma = "";
  printf("{\"core\": \"%s\", \"gemmGigaflops\": {", openblas_get_corename());
  int shapes[][3] = {{64, 256, 64}, {256, 256, 64}, {64, 512, 128}, {256, 512, 128}, {64, 512, 256}, {256, 256, 256}};
  for (unsigned k = 0; k < sizeof shapes / sizeof *shapes; k++) {
    int M = shapes[k][0], N = shapes[k][1], K = shapes[k][2];
    float *A = fill((size_t)M * K), *B = fill((size_t)K * N), *C = fill((size_t)M * N);
    MEDIAN(s, 101, 20, cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, M, N, K, 1, A, K, B, N, 0, C, N))
    printf("%s\"%dx%dx%d\": %.1f", comma, M, N, K, 2.0 * M * N * K / s / 1e9);
    comma = ", ";
  }
  printf("}, \"microseconds\": {");
  comma = "";
  int sizes[][2] = {{64, 1}, {128, 2}}, batches[] = {1, 64, 256};
  for (int k = 0; k < 2; k++) {
    Network n = {.H = sizes[k][0], .L = sizes[k][1], .I = {8, sizes[k][0]}};
    int H = n.H;
    for (int l = 0; l < n.L; l++) {
      n.W[l] = fill((size_t)4 * H * n.I[l]);
      n.R[l] = fill((size_t)4 * H * H);
      n.b[l] = fill(4 * H);
    }
    size_t most = (size_t)60 * 256;
    float *x = fill(most * 8), *z = fill(most * 4 * H), *hs = fill(most * H), *h = fill(512 * H), *c = fill(512 * H);
    MEDIAN(s, 2001, 10, forward(&n, 1, 1, x, z, hs, h, c))
    printf("%s\"%dx%d-step\": %.3f", comma, n.L, H, s * 1e6);
    comma = ", ";
    for (int b = 0; b < 3; b++) {
      MEDIAN(s, b ? 51 : 1001, 1, forward(&n, batches[b], 60, x, z, hs, h, c))
      printf(", \"%dx%d-seq60-b%d\": %.2f", n.L, H, batches[b], s * 1e6);
    }
  }
  printf("}}\n");
  return 0;
}
