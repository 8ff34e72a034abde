internal import Causality
internal import Domain

extension SampleAuthor {
    /// The rooms of a site, the roadshow room first.
    struct Room {
        let path: String
        let kind: String
        let squareMetres: Int
        let people: Int
        let isBookable: Bool
    }

    private var buildings: [String] {
        let isLarge = here.seats >= 300 && !isHub
        return isLarge ? ["1号楼", "2号楼"] : [isHub ? "演示创新大厦" : "1号楼"]
    }

    var rooms: [Room] {
        let count = max(3, self.count("space", isOpen: false) - buildings.count)
        return (0..<count).map { place in
            let building = buildings[place % buildings.count]
            let floor = 2 + place / buildings.count / 6
            let path = "\(building)/\(floor)层/"
            switch place {
            case 0:
                return Room(
                    path: path + "路演厅", kind: "roadshow-room", squareMetres: 60, people: 50,
                    isBookable: true)
            case 1:
                return Room(
                    path: path + "开放区", kind: "open-area", squareMetres: here.squareMetres / 2,
                    people: here.seats, isBookable: false)
            default:
                let isMeeting = place % 3 != 1
                return Room(
                    path: path + "\(floor)\((place % 40).padded(to: 2))",
                    kind: isMeeting ? "meeting-room" : "office", squareMetres: isMeeting ? 18 : 30,
                    people: isMeeting ? 10 : 8, isBookable: isMeeting)
            }
        }
    }

    func key(room: Room) -> RecordKey {
        guard
            let key = NetworkSchema.kind("space")?.derivedKey({
                $0 == "site" ? here.id.name : room.path
            })
        else { preconditionFailure("a room is named by its place") }
        return key
    }

    mutating func writePlace() {
        add(
            "site", RecordKey(checked: here.id.name),
            [
                ("code", site), ("name_zh", .text(here.name)), ("short_name", .text(here.place)),
                ("name_en", .text("Demo \(here.id.name)")), ("division_code", .text(here.division)),
                ("building", .text(buildings[0])),
                ("state", .text(here.isFittingOut ? "fitting-out" : "open")),
                ("opened_on", here.isFittingOut ? nil : .day(here.opened)),
                ("area_total", .squareMetres(here.squareMetres)),
                ("area_office", .squareMetres(here.squareMetres * 3 / 4)),
                ("area_public", .squareMetres(here.squareMetres / 5)),
                ("sponsor_city", here.sponsor.map { .text($0) }), ("free_months_max", .count(6)),
                ("number_prefix", .text(here.numberPrefix)),
                ("kept_by", .text(SampleSite.hub.id.name)),
                ("note", here.isFittingOut ? .text("计划 \(here.opened) 开业") : nil),
            ])
        for building in buildings {
            addDerived(
                "space",
                [
                    ("site", site), ("path", .text(building)), ("kind", .text("public")),
                    ("area", .squareMetres(here.squareMetres / buildings.count)),
                    ("neighbours", isHub ? .set(["演示·楼内企业甲（3 层）", "演示·楼内企业乙（7 至 11 层）"]) : nil),
                ])
        }
        for room in rooms {
            addDerived(
                "space",
                [
                    ("site", site), ("path", .text(room.path)), ("kind", .text(room.kind)),
                    ("purpose", room.kind == "roadshow-room" ? .text("供入驻企业互相分享") : nil),
                    ("area", .squareMetres(room.squareMetres)),
                    ("capacity_people", .count(room.people)), ("bookable", .yes(room.isBookable)),
                    ("needs_approval", .yes(room.kind == "roadshow-room")),
                ])
        }
        writeSeats()
    }

    private mutating func writeSeats() {
        let plan = world.tenancies[at]
        let area = rooms[1]
        for number in 0..<plan.seatCount {
            let isBlocked = number >= plan.seatCount - plan.blocked
            addDerived(
                "seat",
                [
                    ("site", site), ("label", .text(SampleAuthor.label(seat: number))),
                    ("space", .key(key(room: area))), ("kind", .text("fixed")),
                    ("state", .text(isBlocked ? "blocked" : "in-service")),
                    (
                        "state_since",
                        .day(isBlocked ? SampleDays.today.adding(days: -3) : here.opened)
                    ),
                    ("target_price_fen", .yuan(isHub ? 1_100 : 600 + 50 * (at % 7))),
                ])
        }
    }
}
