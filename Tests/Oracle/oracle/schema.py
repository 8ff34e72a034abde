"""Tables, cells and policies as data, read from the JSON that PROTOCOL.md describes."""


class Cell:
    """What merges as one: "(table, key, column), or (table, key, group)"."""

    def __init__(self, name, policy, members=None):
        self.name, self.members = name, members
        # "A policy may settle silently or settle and list": listing changes nothing that is shown.
        if isinstance(policy, dict) and "listed" in policy:
            policy = policy["listed"]
        self.policy = policy if isinstance(policy, str) else next(iter(policy))
        self.order = None if isinstance(policy, str) else policy[self.policy]


class Table:
    def __init__(self, text):
        self.name, self.scope, self.owner = text["name"], text["scope"], text.get("owner")
        groups = text.get("groups", [])
        grouped = {member for group in groups for member in group["members"]}
        self.cells = {}
        for column in text["columns"]:
            if column["name"] not in grouped:
                self.cells[column["name"]] = Cell(column["name"], column["policy"])
        # "Columns that only mean something together merge as one cell".
        for group in groups:
            self.cells[group["name"]] = Cell(group["name"], group["policy"], group["members"])


class Schema:
    def __init__(self, text):
        self.tables = {table["name"]: Table(table) for table in text["tables"]}
