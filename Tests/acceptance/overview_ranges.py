#!/usr/bin/env python3
"""What is undecided makes a figure of the overview a range; what no figure hangs on does not."""
import datetime
import subprocess

from harness import World

world = World("overview")
check, moso, data = world.check, world.moso, world.data


def seats(site):
    line = next(s for s in data(site, "overview")["sites"] if s["site"] == "anji")
    return line["seats_assigned"], line["seats_free"]


def both(fact, expected, *path):
    """A figure of the overview by its path, which both sites must show alike."""
    for site in ("anji", "beijing"):
        found = data(site, "overview")
        for step in path:
            found = next(s for s in found if s["site"] == "anji") if step == "anji" else found[step]
        check(f"{fact}, at {site}", found == expected, (found, data(site, "conflicts", "list")))


def contradict(record, anji, beijing):
    """Both sites change a record while neither knows of the other."""
    moso("anji", "record", "edit", record, anji)
    moso("beijing", "record", "edit", record, beijing)
    moso("anji", "sync")


def deleted_and_edited(kind, record):
    """A delete by another tool beside an edit: whether the record stays is undecided."""
    subprocess.run(["sqlite3", world.folder("beijing") / "replica.db", f"DELETE FROM {kind} WHERE id = '{record}'"],
                   check=True)
    moso("anji", "record", "edit", record, "note=丙")
    moso("anji", "sync")


def decide(record):
    """Whatever is open of a record; another tool could not delete it before."""
    for conflict in data("anji", "conflicts", "list"):
        if conflict["record"]["id"] == record:
            moso("anji", "conflicts", "resolve", conflict["short_id"], "--take", "A", "--reason", "seen")
    moso("anji", "sync")


def seats_in_service(tenancy):
    both("three seats are in service", 3, "sites", "anji", "seats_in_service")
    deleted_and_edited("seat", "S-anji-A-003")
    both("a seat that may be gone makes those in service a range", {"from": 2, "to": 3},
         "sites", "anji", "seats_in_service")
    both("and the free ones", {"from": 0, "to": 2}, "sites", "anji", "seats_free")


def waiting(company):
    other = "C-91330523XU0010013B"
    moso("anji", "record", "add", "company", "legal_name=演示·北辰语音", "credit_code=91330523XU0010013B")
    for who, day in ((company, "2023-01-10"), (other, "2023-02-10")):
        moso("anji", "record", "add", "waitlist_entry", f"company={who}", f"joined_on={day}",
             "promised_on=2043-01-01")
    moso("anji", "sync")
    both("two wait", 2, "waiting")
    first, second = (w["id"] for w in data("anji", "overview")["waitlist"])
    contradict(first, "promised_on=2023-05-01", "promised_on=2043-06-01")
    late = data("anji", "overview")["waitlist"][0]["slip_days"]
    check("an undecided promise makes its slip a range", late["from"] == 0 and late["to"] > 500, late)
    both("with both days", ["2023-05-01", "2043-06-01"], "waitlist", 0, "promised_on")
    both("which changes nothing in how many wait", 2, "waiting")
    contradict(second, "state=admitted", "state=withdrawn")
    both("who has left in either case does not wait", 1, "waiting")
    decide(first)
    deleted_and_edited("waitlist_entry", first)
    both("who may have left makes their number a range", {"from": 0, "to": 1}, "waiting")
    both("and is listed as one who may wait", False, "waitlist", 0, "is_certain")


def free_periods(tenancy, company):
    today = datetime.date.today()
    day = lambda days: (today + datetime.timedelta(days=days)).isoformat()
    moso("anji", "record", "add", "tenancy_term", f"tenancy={tenancy}", f"company={company}",
         "kind=free", f"from_day={day(-20)}", f"to_day={day(20)}")
    moso("anji", "sync")
    both("one free period ends within 30 days", 1, "free_ending_within", "30")
    term = data("anji", "record", "list", "tenancy_term")[0]["id"]
    contradict(term, f"to_day={day(25)}", f"to_day={day(80)}")
    both("an undecided end makes those within 30 days a range", {"from": 0, "to": 1},
         "free_ending_within", "30")
    both("but not those within 90 days, where both ends lie", 1, "free_ending_within", "90")
    both("and both days are told", [day(24), day(79)], "free_endings", 0, "last_days")
    moso("anji", "record", "add", "tenancy_term", f"tenancy={tenancy}", f"company={company}",
         "kind=free", f"from_day={day(-60)}", f"to_day={day(50)}")
    moso("anji", "sync")
    other = next(t["id"] for t in data("anji", "record", "list", "tenancy_term") if t["id"] != term)
    contradict(other, f"to_day={day(-30)}", f"to_day={day(200)}")
    both("ends outside the 90 days are not listed", 1, "free_ending_within", "90")


def main():
    world.site("beijing")
    world.site("anji", peer="beijing")
    company = "C-91330523XU0010005G"
    moso("anji", "record", "add", "company", "legal_name=演示·澜图智能", "credit_code=91330523XU0010005G")
    moso("anji", "record", "add", "tenancy", f"company={company}", "rent_fen=1000",
         "planned_from=2023-05-08", "planned_to=2043-11-08", "stage=signed")
    tenancy = data("anji", "record", "list", "tenancy")[0]["id"]
    for label in ("A-001", "A-002", "A-003"):
        moso("anji", "record", "add", "seat", f"label={label}", "kind=fixed", "state=in-service")
    for label in ("A-001", "A-002"):
        moso("anji", "record", "add", "seat_assignment", f"seat=S-anji-{label}", f"tenancy={tenancy}",
             f"company={company}", "from_day=2023-09-01", "state=confirmed")
    first, second = (r["id"] for r in data("anji", "record", "list", "seat_assignment"))
    world.start("beijing")
    moso("anji", "sync")
    check("two of three seats are assigned", seats("beijing") == (2, 1), seats("beijing"))
    moso("anji", "record", "edit", first, "note=甲", "from_day=2023-09-01")
    moso("beijing", "record", "edit", first, "note=乙")
    moso("anji", "sync")
    check("two notes make no range", seats("beijing") == (2, 1), seats("beijing"))
    moso("anji", "record", "edit", second, "from_day=2043-01-01")
    moso("beijing", "record", "edit", second, "from_day=2023-10-01")
    moso("anji", "sync")
    span = ({"from": 1, "to": 2}, {"from": 1, "to": 2})
    for site in ("anji", "beijing"):
        check(f"an undecided first day makes the figures of {site} ranges", seats(site) == span,
              (seats(site), data(site, "conflicts", "list")))
    seats_in_service(tenancy)
    waiting(company)
    listed = {s["site"]: s["heard_at"] for s in data("anji", "overview")["sites"]}
    check("a site without seats is listed, with the age of its part",
          listed.get("beijing"), listed)
    free_periods(tenancy, company)


try:
    main()
finally:
    world.end()
