"""The merge of DESIGN.md, section 4, by definition: brute force over a set of transactions.

Written from the specification's text alone. Nothing here is incremental and nothing knows an order of
arrival: every answer is computed from the whole set, each time anew. Quotations in comments are from
DESIGN.md; where the text leaves a choice, the letter in brackets names its entry in AMBIGUITIES.md.
"""
from . import quotas
from .conflicts import conflict_id, inbox, ledger
from .merge import Replica
from .schema import Schema
from .transactions import ERASED, Transaction, dot_order, dot_text, parse_dot

__all__ = ["ERASED", "Replica", "Schema", "Transaction", "conflict_id", "dot_order", "dot_text", "inbox",
           "ledger", "parse_dot", "quotas"]
