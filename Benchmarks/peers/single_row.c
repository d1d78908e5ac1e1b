/* Single-row latency of gradient-boosted trees through the C APIs, without Python.

     single_row lightgbm|xgboost|lleaves LIBRARY MODEL ROWS FEATURES CALLS

   ROWS is raw little-endian float32; every 7919th row is asked in turn, with one thread. Prints one JSON object, microseconds a call by
   clock_gettime; 2,000 calls before them warm up.
   gcc -O3 -march=native -o single_row single_row.c -ldl -lm */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static int64_t now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static int order(const void *a, const void *b) {
  int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
  return (x > y) - (x < y);
}

static void *symbol(void *library, const char *name) {
  void *found = dlsym(library, name);
  if (!found) { fprintf(stderr, "there is no %s\n", name); exit(2); }
  return found;
}

static void check(int code, const char *what) {
  if (code) { fprintf(stderr, "%s failed\n", what); exit(3); }
}

int main(int count, char **arguments) {
  if (count != 7) { fprintf(stderr, "see the head of single_row.c\n"); return 1; }
  const char *kind = arguments[1], *model = arguments[3];
  const int features = atoi(arguments[5]), calls = atoi(arguments[6]), warm = 2000;
  FILE *file = fopen(arguments[4], "rb");
  if (!file) { fprintf(stderr, "no %s\n", arguments[4]); return 1; }
  fseek(file, 0, SEEK_END);
  const long bytes = ftell(file);
  rewind(file);
  float *data = malloc(bytes);
  if (fread(data, 1, bytes, file) != (size_t)bytes) return 1;
  const long rows = bytes / 4 / features;
  float *row = aligned_alloc(64, 4 * 256);
  double *wide = aligned_alloc(64, 8 * 256), out[8];
  int64_t length, *times = malloc(8L * calls);
  void *library = dlopen(arguments[2], RTLD_NOW | RTLD_GLOBAL);
  if (!library) { fprintf(stderr, "%s\n", dlerror()); return 2; }

/* What a library needs done to a row before its call is not timed. */
#define TIME(prepare, call)                                   \
  for (int i = -warm; i < calls; i++) {                       \
    const float *x = data + ((i + warm) * 7919L % rows) * features; \
    prepare;                                                  \
    int64_t start = now();                                    \
    call;                                                     \
    int64_t time = now() - start;                             \
    if (i >= 0) times[i] = time;                              \
  }

  if (!strcmp(kind, "lightgbm")) {
    int (*load)(const char *, int *, void **) = symbol(library, "LGBM_BoosterCreateFromModelfile");
    int (*begin)(void *, int, int, int, int, int32_t, const char *, void **) =
        symbol(library, "LGBM_BoosterPredictForMatSingleRowFastInit");
    int (*predict)(void *, const void *, int64_t *, double *) = symbol(library, "LGBM_BoosterPredictForMatSingleRowFast");
    void *booster, *fast;
    int iterations;
    check(load(model, &iterations, &booster), "load");
    check(begin(booster, 0, 0, -1, 0, features, "num_threads=1", &fast), "begin");
    TIME((void)0, check(predict(fast, x, &length, out), "predict"))
  } else if (!strcmp(kind, "xgboost")) {
    int (*create)(void *, uint64_t, void **) = symbol(library, "XGBoosterCreate");
    int (*load)(void *, const char *) = symbol(library, "XGBoosterLoadModel");
    int (*set)(void *, const char *, const char *) = symbol(library, "XGBoosterSetParam");
    int (*predict)(void *, const char *, const char *, void *, const uint64_t **, uint64_t *, const float **) =
        symbol(library, "XGBoosterPredictFromDense");
    void *booster;
    char array[200];
    check(create(NULL, 0, &booster), "create");
    check(load(booster, model), "load");
    check(set(booster, "nthread", "1"), "set");
    sprintf(array, "{\"data\":[%llu,true],\"shape\":[1,%d],\"typestr\":\"<f4\",\"version\":3}",
            (unsigned long long)(uintptr_t)row, features);
    const char *settings = "{\"type\":0,\"training\":false,\"iteration_begin\":0,\"iteration_end\":0,"
                           "\"strict_shape\":false,\"cache_id\":0,\"missing\":NaN}";
    const uint64_t *shape;
    uint64_t axes;
    const float *result;
    TIME(memcpy(row, x, 4 * features), check(predict(booster, array, settings, NULL, &shape, &axes, &result), "predict"))
  } else if (!strcmp(kind, "lleaves")) {
    void (*predict)(double *, double *, int, int) = symbol(library, "forest_root");
    TIME(for (int j = 0; j < features; j++) wide[j] = x[j], predict(wide, out, 0, 1))
  } else {
    fprintf(stderr, "%s is not known\n", kind);
    return 1;
  }
  qsort(times, calls, 8, order);
  printf("{\"p50\":%.2f,\"p99\":%.2f,\"p999\":%.2f}\n", times[calls / 2] / 1e3, times[(int)(calls * .99)] / 1e3,
         times[(int)(calls * .999)] / 1e3);
  return 0;
}
