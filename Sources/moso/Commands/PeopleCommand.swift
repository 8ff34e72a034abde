public import ArgumentParser
internal import Causality
public import Workflows

/// `moso people`: who may use this site's pages.
struct PeopleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        "people", Catalogue.Help.people, [List.self, Invite.self, Remove.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration("list", Catalogue.Help.peopleList)
        @OptionGroup var options: GlobalOptions

        func run() throws {
            let session = try Session(options)
            let replica = try session.open()
            let people = try session.people.read()
            session.document(
                "people.list", replica, .array(people.map { json($0, now: session.now) }))
            guard !people.isEmpty else { return session.printer.remark(Catalogue.People.nobody) }
            var table = TextTable([
                session.column(Catalogue.People.name, flexible: true),
                session.column(Catalogue.People.roleTitle),
                session.column(Catalogue.People.passwordTitle),
                session.column(Catalogue.People.linkTitle),
            ])
            for person in people {
                table.add([
                    person.name, session.text(person.role.label),
                    session.text(
                        person.password == nil
                            ? Catalogue.People.isNotSet : Catalogue.People.isSet),
                    open(person, session.now).map { session.stamp($0) } ?? "-",
                ])
            }
            session.printer.table(table)
        }

        /// Until when the person's link can be used; `nil` for none.
        private func open(_ person: Person, _ now: UInt64) -> UInt64? {
            person.link.flatMap { $0.untilMilliseconds > now ? $0.untilMilliseconds : nil }
        }

        private func json(_ person: Person, now: UInt64) -> JSON {
            [
                "name": .string(person.name), "role": .string(person.role.rawValue),
                "has_password": .bool(person.password != nil),
                "site": .optional(person.site?.name),
                "link_until": open(person, now).map { .time(Int64($0)) } ?? .null,
            ]
        }
    }

    struct Invite: ParsableCommand {
        static let configuration = CommandConfiguration("invite", Catalogue.Help.peopleInvite)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.PeopleFlag.name.help("NAME")) var name: String
        @Option(help: Catalogue.PeopleFlag.role.help("ROLE")) var role: Role?
        @Option(help: Catalogue.PeopleFlag.site.help("SITE")) var site: String?
        @Option(help: Catalogue.PeopleFlag.expires.help("SPAN")) var expires = "48h"
        @Option(help: Catalogue.PeopleFlag.pages.help("URL")) var pages: String?

        func run() throws {
            let session = try Session(options)
            let replica = try session.open()
            let span = try session.span(expires, flag: "--expires")
            let until = session.now + UInt64(max(0, span))
            let (person, path) = try session.people.invite(
                name, role: role, site: try guestSite(), untilMilliseconds: until,
                randomBytes: Machine.randomBytes)
            let base = pages ?? PagesAddress.of(directory: session.dataDirectory)
            let url = (base.hasSuffix("/") ? String(base.dropLast()) : base) + path
            session.document(
                "people.invite", replica,
                [
                    "name": .string(person.name), "role": .string(person.role.rawValue),
                    "url": .string(url), "until": .time(Int64(until)),
                ])
            session.printer.say(
                Catalogue.People.invited(person.name, person.role.label), mark: .done)
            session.printer.say(Phrase(verbatim: "    " + url))
            session.printer.remark(
                Catalogue.People.linkUntil(session.stamp(until)), indent: 2)
        }

        /// The site that a guest is to see.
        private func guestSite() throws -> SiteID? {
            guard let site else { return nil }
            guard let found = SiteID(site) else { throw Problem.guestSite(name) }
            return found
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration("remove", Catalogue.Help.peopleRemove)
        @OptionGroup var options: GlobalOptions
        @Argument(help: Catalogue.PeopleFlag.name.help("NAME")) var name: String

        func run() throws {
            let session = try Session(options)
            let replica = try session.open()
            try session.people.remove(name)
            session.document("people.remove", replica, ["name": .string(name)])
            session.printer.say(Catalogue.People.removed(name), mark: .done)
        }
    }
}

extension Session {
    var people: PeopleFile { PeopleFile(directory: dataDirectory) }
}

extension Role: ExpressibleByArgument {}
