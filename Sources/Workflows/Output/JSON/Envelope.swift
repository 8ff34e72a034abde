/// What stands around every answer under `--json`:
/// `{"moso":1,"kind":"conflict.list","site":"anji","as_of":"…","tz":"…","data":…,"warnings":[]}`.
public struct Envelope: Sendable {
    /// The major version of the schema. Within it keys and kinds are only added.
    public static let schemaMajor: Int64 = 1

    /// `conflict.list`: what `data` is.
    public let kind: String
    /// The name of the site that answers; `nil` for a command that belongs to none, such as `demo`.
    public let site: String?
    /// The instant for which the answer holds, in milliseconds since 1970.
    public let asOf: Int64
    public let zone: LocalZone

    public init(kind: String, site: String?, asOf: Int64, zone: LocalZone = .shanghai) {
        self.kind = kind
        self.site = site
        self.asOf = asOf
        self.zone = zone
    }

    public func document(data: JSON, warnings: [Warning] = []) -> JSON {
        var document = head
        document["data"] = data
        document["warnings"] = .array(warnings.map(\.json))
        return .object(document)
    }

    var head: JSON.Object {
        var head = JSON.Object()
        head["moso"] = .integer(Envelope.schemaMajor)
        head["kind"] = .string(kind)
        head["site"] = site.map(JSON.string)
        head["as_of"] = .time(asOf)
        head["tz"] = .string(zone.name)
        return head
    }

    /// Something the reader of an answer should know although the command succeeded.
    public struct Warning: Hashable, Sendable {
        /// Stable, such as `W-SITE-STALE`.
        public let code: String
        public let message: String

        public init(code: String, message: String) {
            self.code = code
            self.message = message
        }

        var json: JSON { ["code": .string(code), "message": .string(message)] }
    }
}
