"""Explaining a record to a person: who owns it, what decided, where it is, where it goes and why.

`gather`, `past` and `entitlement` fetch facts from the lake, read-only; `ownership`, `history`,
`place`, `destinations`, `site` and `absence` make sentences of them without a lake; `words` has
rule numbers and words; `explanation` puts it together. Nothing is decided here: every answer is
read from the decision tables that decided it.
"""

from sync.explain.explanation import CHANGES_SHOWN, Explanation, NotKnown, Section, explain

__all__ = ["CHANGES_SHOWN", "Explanation", "NotKnown", "Section", "explain"]
