// What Swift cannot call of libcurl: its variadic functions, and nothing else.
//
// curl_easy_setopt and curl_easy_getinfo take whatever follows the option, and a wrong type is read
// as garbage. Each function below fixes the type for one group of options, so that the Swift
// compiler checks the callers. The checking macros of curl's own header are switched off, because
// they look at option constants and see only parameters here.
#ifndef MOSO_CCURL_SHIM_H
#define MOSO_CCURL_SHIM_H
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>

// Options that take a long. Variadic.
static inline CURLcode moso_curl_set_long(CURL *easy, CURLoption option, long value) {
    return curl_easy_setopt(easy, option, value);
}

// Options named _LARGE: a curl_off_t, which is not a long on every platform. Variadic.
static inline CURLcode moso_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(easy, option, value);
}

// Options that take a string, which libcurl copies; NULL takes the option back. Variadic.
static inline CURLcode moso_curl_set_string(CURL *easy, CURLoption option, const char *value) {
    return curl_easy_setopt(easy, option, value);
}

// The lines of the request's head; libcurl keeps the list, the caller owns it. Variadic.
static inline CURLcode moso_curl_set_headers(CURL *easy, struct curl_slist *lines) {
    return curl_easy_setopt(easy, CURLOPT_HTTPHEADER, lines);
}

// Where to connect to in place of the host in the address; libcurl keeps the list, the caller owns it.
// Variadic.
static inline CURLcode moso_curl_set_places(CURL *easy, struct curl_slist *places) {
    return curl_easy_setopt(easy, CURLOPT_CONNECT_TO, places);
}

// Bytes that take the place of a file, which libcurl copies. Variadic.
static inline CURLcode moso_curl_set_blob(
    CURL *easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return curl_easy_setopt(easy, option, &blob);
}

// Room of CURL_ERROR_SIZE bytes for the text of a failure; the caller owns it. Variadic.
static inline CURLcode moso_curl_set_error_text(CURL *easy, char *text) {
    return curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, text);
}

// Each callback is set together with what it is called with, so that neither can be forgotten.
// Two variadic calls each.
static inline CURLcode moso_curl_on_body(CURL *easy, curl_write_callback call, void *with) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, call);
    return code ? code : curl_easy_setopt(easy, CURLOPT_WRITEDATA, with);
}

static inline CURLcode moso_curl_on_header(CURL *easy, curl_write_callback call, void *with) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, call);
    return code ? code : curl_easy_setopt(easy, CURLOPT_HEADERDATA, with);
}

static inline CURLcode moso_curl_on_read(CURL *easy, curl_read_callback call, void *with) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_READFUNCTION, call);
    return code ? code : curl_easy_setopt(easy, CURLOPT_READDATA, with);
}

static inline CURLcode moso_curl_on_seek(CURL *easy, curl_seek_callback call, void *with) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_SEEKFUNCTION, call);
    return code ? code : curl_easy_setopt(easy, CURLOPT_SEEKDATA, with);
}

static inline CURLcode moso_curl_on_progress(CURL *easy, curl_xferinfo_callback call, void *with) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_XFERINFOFUNCTION, call);
    return code ? code : curl_easy_setopt(easy, CURLOPT_XFERINFODATA, with);
}

static inline CURLcode moso_curl_on_socket(CURL *easy, curl_sockopt_callback call, void *with) {
    CURLcode code = curl_easy_setopt(easy, CURLOPT_SOCKOPTFUNCTION, call);
    return code ? code : curl_easy_setopt(easy, CURLOPT_SOCKOPTDATA, with);
}

// Answers that are a long; 0 when libcurl does not know. Variadic.
static inline long moso_curl_get_long(CURL *easy, CURLINFO info) {
    long value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}

// Answers that are a curl_off_t, such as the times named _T; 0 when unknown. Variadic.
static inline curl_off_t moso_curl_get_offset(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    return curl_easy_getinfo(easy, info, &value) == CURLE_OK ? value : 0;
}
#endif
