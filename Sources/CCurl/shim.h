// libcurl, taken in when the first exchange begins.
//
// libcurl brings thirty libraries along (TLS, Kerberos, LDAP and what these need), which the loader would read for
// every command: 3 of the 5 ms of processor time before the program's first instruction, and most of the files
// that have to be in memory. Most commands exchange nothing. So the programs do not link it: each function below
// finds its own by name when it is called. `moso_curl_is_there` is asked before any other.
//
// Swift cannot call variadic functions.
// curl_easy_setopt and curl_easy_getinfo take whatever follows the option, and a wrong type is read
// as garbage. Each function below fixes the type for one group of options, so that the Swift
// compiler checks the callers. The checking macros of curl's own header are switched off, because
// they look at option constants and see only parameters here.
#ifndef MOSO_CCURL_SHIM_H
#define MOSO_CCURL_SHIM_H
#define CURL_DISABLE_TYPECHECK 1
#include <curl/curl.h>
#include <dlfcn.h>

static inline void *moso_curl_symbol(const char *name) {
    // Opened once and never closed; opened twice by two threads at once it is the same.
    static void *library;
    void *known = __atomic_load_n(&library, __ATOMIC_ACQUIRE);
    if (!known) {
        known = dlopen("libcurl.so.4", RTLD_NOW | RTLD_LOCAL);
        __atomic_store_n(&library, known, __ATOMIC_RELEASE);
    }
    return known ? dlsym(known, name) : NULL;
}

// The function of this name, with the type that the header gives it.
#define MOSO_CURL(name) ((__typeof__(&name))moso_curl_symbol(#name))

// Whether the library is on this machine, new enough for all that is called below.
static inline int moso_curl_is_there(void) {
    return moso_curl_symbol("curl_global_init") && moso_curl_symbol("curl_multi_poll")
        && moso_curl_symbol("curl_multi_wakeup") && moso_curl_symbol("curl_easy_option_by_id");
}

static inline CURLcode moso_curl_global_init(long flags) { return MOSO_CURL(curl_global_init)(flags); }
static inline CURL *moso_curl_easy_init(void) { return MOSO_CURL(curl_easy_init)(); }
static inline CURLcode moso_curl_easy_perform(CURL *easy) { return MOSO_CURL(curl_easy_perform)(easy); }
static inline void moso_curl_easy_cleanup(CURL *easy) { MOSO_CURL(curl_easy_cleanup)(easy); }
static inline const char *moso_curl_easy_strerror(CURLcode code) {
    return MOSO_CURL(curl_easy_strerror)(code);
}
static inline const struct curl_easyoption *moso_curl_easy_option_by_id(CURLoption option) {
    return MOSO_CURL(curl_easy_option_by_id)(option);
}
static inline CURLM *moso_curl_multi_init(void) { return MOSO_CURL(curl_multi_init)(); }
static inline void moso_curl_multi_cleanup(CURLM *multi) { MOSO_CURL(curl_multi_cleanup)(multi); }
static inline CURLMcode moso_curl_multi_perform(CURLM *multi, int *running) {
    return MOSO_CURL(curl_multi_perform)(multi, running);
}
static inline CURLMcode moso_curl_multi_add_handle(CURLM *multi, CURL *easy) {
    return MOSO_CURL(curl_multi_add_handle)(multi, easy);
}
static inline CURLMcode moso_curl_multi_remove_handle(CURLM *multi, CURL *easy) {
    return MOSO_CURL(curl_multi_remove_handle)(multi, easy);
}
static inline CURLMsg *moso_curl_multi_info_read(CURLM *multi, int *left) {
    return MOSO_CURL(curl_multi_info_read)(multi, left);
}
static inline CURLMcode moso_curl_multi_poll(CURLM *multi, int milliseconds) {
    return MOSO_CURL(curl_multi_poll)(multi, NULL, 0, milliseconds, NULL);
}
static inline CURLMcode moso_curl_multi_wakeup(CURLM *multi) {
    return MOSO_CURL(curl_multi_wakeup)(multi);
}
static inline const char *moso_curl_multi_strerror(CURLMcode code) {
    return MOSO_CURL(curl_multi_strerror)(code);
}
static inline struct curl_slist *moso_curl_slist_append(struct curl_slist *list, const char *line) {
    return MOSO_CURL(curl_slist_append)(list, line);
}
static inline void moso_curl_slist_free_all(struct curl_slist *list) {
    MOSO_CURL(curl_slist_free_all)(list);
}

// Options that take a long. Variadic.
static inline CURLcode moso_curl_set_long(CURL *easy, CURLoption option, long value) {
    return MOSO_CURL(curl_easy_setopt)(easy, option, value);
}

// Options named _LARGE: a curl_off_t, which is not a long on every platform. Variadic.
static inline CURLcode moso_curl_set_offset(CURL *easy, CURLoption option, curl_off_t value) {
    return MOSO_CURL(curl_easy_setopt)(easy, option, value);
}

// Options that take a string, which libcurl copies; NULL takes the option back. Variadic.
static inline CURLcode moso_curl_set_string(CURL *easy, CURLoption option, const char *value) {
    return MOSO_CURL(curl_easy_setopt)(easy, option, value);
}

// The lines of the request's head; libcurl keeps the list, the caller owns it. Variadic.
static inline CURLcode moso_curl_set_headers(CURL *easy, struct curl_slist *lines) {
    return MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_HTTPHEADER, lines);
}

// Where to connect to in place of the host in the address; libcurl keeps the list, the caller owns it.
// Variadic.
static inline CURLcode moso_curl_set_places(CURL *easy, struct curl_slist *places) {
    return MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_CONNECT_TO, places);
}

// Bytes that take the place of a file, which libcurl copies. Variadic.
static inline CURLcode moso_curl_set_blob(
    CURL *easy, CURLoption option, const void *bytes, size_t count) {
    struct curl_blob blob = {(void *)bytes, count, CURL_BLOB_COPY};
    return MOSO_CURL(curl_easy_setopt)(easy, option, &blob);
}

// Room of CURL_ERROR_SIZE bytes for the text of a failure; the caller owns it. Variadic.
static inline CURLcode moso_curl_set_error_text(CURL *easy, char *text) {
    return MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_ERRORBUFFER, text);
}

// Each callback is set together with what it is called with, so that neither can be forgotten.
// Two variadic calls each.
static inline CURLcode moso_curl_on_body(CURL *easy, curl_write_callback call, void *with) {
    CURLcode code = MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_WRITEFUNCTION, call);
    return code ? code : MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_WRITEDATA, with);
}

static inline CURLcode moso_curl_on_header(CURL *easy, curl_write_callback call, void *with) {
    CURLcode code = MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_HEADERFUNCTION, call);
    return code ? code : MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_HEADERDATA, with);
}

static inline CURLcode moso_curl_on_read(CURL *easy, curl_read_callback call, void *with) {
    CURLcode code = MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_READFUNCTION, call);
    return code ? code : MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_READDATA, with);
}

static inline CURLcode moso_curl_on_seek(CURL *easy, curl_seek_callback call, void *with) {
    CURLcode code = MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_SEEKFUNCTION, call);
    return code ? code : MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_SEEKDATA, with);
}

static inline CURLcode moso_curl_on_progress(CURL *easy, curl_xferinfo_callback call, void *with) {
    CURLcode code = MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_XFERINFOFUNCTION, call);
    return code ? code : MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_XFERINFODATA, with);
}

static inline CURLcode moso_curl_on_socket(CURL *easy, curl_sockopt_callback call, void *with) {
    CURLcode code = MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_SOCKOPTFUNCTION, call);
    return code ? code : MOSO_CURL(curl_easy_setopt)(easy, CURLOPT_SOCKOPTDATA, with);
}

// Answers that are a long; 0 when libcurl does not know. Variadic.
static inline long moso_curl_get_long(CURL *easy, CURLINFO info) {
    long value = 0;
    return MOSO_CURL(curl_easy_getinfo)(easy, info, &value) == CURLE_OK ? value : 0;
}

// Answers that are a curl_off_t, such as the times named _T; 0 when unknown. Variadic.
static inline curl_off_t moso_curl_get_offset(CURL *easy, CURLINFO info) {
    curl_off_t value = 0;
    return MOSO_CURL(curl_easy_getinfo)(easy, info, &value) == CURLE_OK ? value : 0;
}
#endif
