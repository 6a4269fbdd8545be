"""Precedence of operators, the same as Symfony's, so that texts pasted in mean what they meant.

`not` binds tighter than comparisons (`not a == b` is `(not a) == b`) and looser than products; signs bind tighter than powers
(`-2 ** 2` is 4). Source: Symfony ExpressionLanguage 6.4, "The expression syntax", operators' precedence.
"""

UNARY = {"not": 50, "-": 500, "+": 500}
BINARY = {
    "or": 10, "and": 15,
    "==": 20, "===": 20, "!=": 20, "!==": 20, "<": 20, ">": 20, "<=": 20, ">=": 20,
    "in": 20, "not in": 20, "contains": 20, "starts with": 20, "ends with": 20, "matches": 20,
    "..": 25, "+": 30, "-": 30, "~": 40, "*": 60, "/": 60, "%": 60, "**": 200,
}  # fmt: skip
RIGHT_TO_LEFT = frozenset({"**"})
SPELLINGS = {"&&": "and", "||": "or", "!": "not"}
