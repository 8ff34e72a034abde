/// Everything that will happen in a world, decided beforehand: running it draws nothing. So it can be
/// kept as JSON, cut down to what matters, and replayed for ever, whatever becomes of the generator.
package struct Scenario: Codable, Sendable {
    /// The seed it was drawn from; names of run-time streams are keyed by it.
    package var seed: UInt64
    /// The first is the hub.
    package var sites: [String]
    /// Pairs of sites that reach each other, as positions in `sites`; the first one calls.
    package var links: [[Int]]
    /// Whether every site holds every scope; else `ScopePolicy.standard`.
    package var everyoneHoldsAll: Bool
    /// The version of the schema that each site begins with; absent where all have the first. At the
    /// end every site of the core has the second.
    package var versions: [Int]?
    /// Whether every site signs, and asks for signatures; absent where none does. Plain values never do.
    package var isSigned: Bool?
    /// Whether sites write down up to where they have each other's histories, as programs do after an exchange.
    package var countersigns: Bool?
    /// By rising time.
    package var events: [Event]
    /// The sites that come back at the end and must agree, as positions; connected by `links`.
    package var core: [Int]

    package init(
        seed: UInt64, sites: [String], links: [[Int]], everyoneHoldsAll: Bool, events: [Event],
        core: [Int]
    ) {
        self.seed = seed
        self.sites = sites
        self.links = links
        self.everyoneHoldsAll = everyoneHoldsAll
        self.events = events
        self.core = core
    }

    /// One thing that happens.
    package struct Event: Codable, Hashable, Sendable {
        package enum Kind: String, Codable, Sendable, CaseIterable {
            /// People at `site` edit.
            case edit
            /// `site` calls `peer`.
            case sync
            /// The process at `site` dies and is started again; with `amount`, in the middle of that
            /// write or sync from now on.
            case crash
            /// Computer and disk of `site` stop, at once or as for `crash`: what was not synced is
            /// lost, torn or out of order.
            case powerCut
            /// The wall clock of `site` jumps by `amount` milliseconds.
            case clock
            /// `peer` offers `site` everything once more.
            case repeated
            /// Some of what `site` lacks reaches it from `peer` in another order, `amount` in a hundred.
            case stray
            /// The `amount`th write or sync of `site`'s disk from now on fails.
            case diskFault
            /// A hostile member sends `site` something; `amount` says what.
            case hostile
            /// The database of `site` is copied to a safe place.
            case backup
            /// That copy is put back, and the identity file is what `IdentityFate` says by `amount`.
            case restore
            /// `site` is started with the second version of the schema.
            case upgrade
            /// The disk of `site` is full from now on, or, with `amount` 0, no longer.
            case diskFull
            /// The `amount`th read of `site`'s disk from now on fails.
            case readFault
            /// The disk of `site` takes no writes from now on, or, with `amount` 0, takes them again.
            case readOnly
            /// The process at `site` ends, and the log of writes beside its database is gone.
            case logLost
            /// Something in the file of `site` rots, once all is at rest.
            case rot
            /// People at `site` take back a transaction, the `amount`th from the end of its log; with
            /// `peer`, whatever has been written since.
            case undo
            /// Nothing gets from `site` to `peer` any more.
            case cutLine
            /// It does again.
            case healLine
            /// The process at `site` stands still for `amount` milliseconds, and then goes on where it
            /// was.
            case pause
            /// The wall clock of `site` shows `amount` milliseconds since 1970.
            case clockSet
            /// It stands still; with `amount` 0, it goes again.
            case clockStop
            /// It gains `amount` thousandths.
            case clockDrift
        }

        package var kind: Kind
        /// Milliseconds since the world began.
        package var at: Int
        package var site: Int
        package var peer: Int?
        package var amount: Int?
        package var author: String?
        package var operations: [EditOperation]?
        package var faults: [LineFault]?
        /// What its own draws are named by, so that they stay the same when others are left out; its
        /// place among the events where there is none.
        package var name: Int?

        package init(
            _ kind: Kind, at: Int, site: Int, peer: Int? = nil, amount: Int? = nil,
            author: String? = nil, operations: [EditOperation]? = nil, faults: [LineFault]? = nil
        ) {
            self.kind = kind
            self.at = at
            self.site = site
            self.peer = peer
            self.amount = amount
            self.author = author
            self.operations = operations
            self.faults = faults
        }
    }

    /// What the line does to one round of an exchange.
    package struct LineFault: Codable, Hashable, Sendable {
        package enum Kind: String, Codable, Sendable, CaseIterable {
            case loseRequest, loseReply
            /// The request arrives again `amount` milliseconds later; nobody waits for that reply.
            case duplicate
            /// The reply takes `amount` milliseconds.
            case delay
            /// The request arrives late, by `amount` milliseconds.
            case late
            /// Only `amount` thousandths of it arrive.
            case cutRequest, cutReply
            /// A bit of the byte at `amount` thousandths is changed.
            case flipRequest, flipReply
            /// The answering process dies after its first batch.
            case crashResponder
            /// The calling process dies while it takes in the reply.
            case crashCaller
            /// The request arrives at another site: its address is out of date. Which, `amount` says.
            case wrongPeer

            /// Drawn apart from the others, so that these stay what they were.
            static let later: [Kind] = [.wrongPeer]
        }

        package var kind: Kind
        /// Counted from 0.
        package var round: Int
        package var amount: Int

        package init(_ kind: Kind, round: Int, amount: Int = 0) {
            self.kind = kind
            self.round = round
            self.amount = amount
        }
    }
}

extension Scenario.Event.Kind {
    /// Whether it is something that the process at the site does, and not something done to it.
    var needsTheProcess: Bool {
        switch self {
        case .edit, .sync, .repeated, .stray, .hostile, .undo: true
        default: false
        }
    }
}
