// Snappy's block format, for reading remote_write.
#ifndef TIDEGATE_CSNAPPY_H
#define TIDEGATE_CSNAPPY_H

#include <snappy-c.h>

#endif
