/* The system's zstd as it is: nothing of it needs a shim. */
#ifndef MOSO_CZSTD_SHIM_H
#define MOSO_CZSTD_SHIM_H
#include <zstd.h>
#include <zstd_errors.h>
#endif
