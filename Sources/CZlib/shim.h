// zlib, for reading `.csv.gz`.
#ifndef TIDEGATE_CZLIB_H
#define TIDEGATE_CZLIB_H

#include <zlib.h>

#endif
