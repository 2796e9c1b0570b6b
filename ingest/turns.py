"""Batches get their turn: several at once in one transaction, so that the disk is waited for once.

Their bytes are on the disk before the turn begins, so that turns are short, and their names are
before it is committed. How one batch is judged is `ingest.receiving`'s question.
"""

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from ingest.control import Control
from ingest.files import flush_all, hidden_beside
from ingest.offer import Landed, Offer
from ingest.receiving import Reception
from sync.home import Home


def receive(home: Home, control: Control, offer: Offer) -> Landed:
    """Judge a batch and do what follows from the answer."""
    (landed,) = _in_one_turn(home, control, [offer])
    return landed


def receive_all(home: Home, control: Control, offers: Sequence[Offer]) -> list[Landed | Exception]:
    """The same for several; what stood against one of them is told in its place.

    Where one fails nothing of the others is kept either, and each gets a turn of its own.
    """
    if len(offers) > 1:
        with suppress(Exception):  # it comes again, for the batch whose it is
            return [*_in_one_turn(home, control, offers)]
    return [_alone(home, control, offer) for offer in offers]


def _alone(home: Home, control: Control, offer: Offer) -> Landed | Exception:
    try:
        return receive(home, control, offer)
    except Exception as error:
        return error


def _in_one_turn(home: Home, control: Control, offers: Sequence[Offer]) -> list[Landed]:
    staged: list[Path | None] = []
    try:
        for offer in offers:
            staged.append(_written(home, offer))
        flush_all([path for path in staged if path])
        with control.turn(*(offer.header.site_id for offer in offers)) as ledger:
            receptions = [Reception(home, ledger, path) for path in staged]
            landed = [
                reception.judge(offer) for reception, offer in zip(receptions, offers, strict=True)
            ]
            flush_all({reception.named for reception in receptions if reception.named})
    finally:
        for path in filter(None, staged):
            path.unlink(missing_ok=True)
    for reception in receptions:
        for path in reception.obsolete:
            path.unlink(missing_ok=True)
    return landed


def _written(home: Home, offer: Offer) -> Path | None:
    """The batch under a hidden name where it may go; None where its place is taken."""
    header = offer.header
    place = home.landing_file(header.site_id, header.generation, header.batch_no)
    if place.exists():
        return None
    hidden = hidden_beside(place)
    try:
        hidden.write_bytes(offer.content)
    except BaseException:
        hidden.unlink(missing_ok=True)
        raise
    return hidden
