"""Ids as the three kinds of client make them: opaque text, the same for the same seed."""

import hashlib
import random


def fixed_id(*parts: object) -> str:
    """32 upper-case hex digits that follow from what is named."""
    return hashlib.md5(":".join(map(str, parts)).encode()).hexdigest().upper()


def new_id(rng: random.Random, *, is_mobile: bool = False) -> str:
    """The next id: upper-case hex from a desktop or server, lower-case from a mobile site."""
    text = f"{rng.getrandbits(128):032x}"
    return text if is_mobile else text.upper()
