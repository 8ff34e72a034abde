import Sync

typealias LogRecordBytes = LogRecord
