/* What Swift cannot call of SQLite: a macro that is a cast, and variadic functions. */
#ifndef MOSO_CSQLITE_SHIM_H
#define MOSO_CSQLITE_SHIM_H
#include <sqlite3.h>

/* SQLITE_TRANSIENT is a cast of -1 to a function pointer, which Swift does not import. */
static inline sqlite3_destructor_type csqlite_transient(void) { return SQLITE_TRANSIENT; }

/* SQLITE_STATIC: the caller keeps the bytes alive until the statement is stepped and reset. */
static inline sqlite3_destructor_type csqlite_static(void) { return SQLITE_STATIC; }

/* sqlite3_db_config is variadic; the switches moso uses all take (int, int *). */
static inline int csqlite_db_config(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}

#include <malloc.h>

// Swift's module of the C library leaves malloc.h out.
static inline void moso_use_one_heap(void) { mallopt(M_ARENA_MAX, 1); }

#endif
