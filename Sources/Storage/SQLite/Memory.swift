internal import CSQLite

/// How this process asks for memory.
public enum Memory {
    /// All threads share one heap.
    ///
    /// The C library gives a second thread that asks for memory a heap of its own, and lets it grow by a page at a time, each
    /// with a call of the kernel. A short command does its work on a thread of the pool, so it paid that 1,500 times while SQLite
    /// read a schema: a tenth of its time. For programs that do one thing; the daemon, whose threads would wait for each
    /// other, keeps its heaps. To be called before there is a second thread.
    public static func useOneHeap() { moso_use_one_heap() }
}
