#ifndef MOSO_CCURL_SHIM_H
#define MOSO_CCURL_SHIM_H
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#endif
