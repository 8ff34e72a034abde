/* The system's zlib as it is: nothing of it needs a shim. */
#ifndef MOSO_CZLIB_SHIM_H
#define MOSO_CZLIB_SHIM_H
#include <zlib.h>
#endif
