"""One batch meets its site's stream: the contract's table of answers.

A batch is judged in one transaction during which nobody else touches the site's stream. Its file
is in place before its receipt is, so a crash in between is completed by whoever looks next.
Whose turn it is, and the waiting for the disk, is `ingest.turns`' work; taking batches to a cycle
is `ingest.waiting`'s.
"""

import os
from pathlib import Path

from ingest import order_book, quarantine
from ingest.batchfile import BatchHeader
from ingest.files import write_atomically
from ingest.ledger import Alarm, Ledger, Receipt
from ingest.missing import missing_batches, waits_for
from ingest.offer import Landed, Offer, Verdict, offer_found
from ingest.unpacking import NotABatch
from sync import failpoints
from sync.home import Home


def chain_fault(header: BatchHeader | Receipt, previous: Receipt | None) -> str | None:
    """Why a batch does not follow the one before it (None for batch 1); None when it does."""
    expected_seq = previous.last_seq + 1 if previous else 1
    if header.first_seq != expected_seq:
        return f"it begins at seq {header.first_seq}, and seq {expected_seq} comes next"
    if header.previous != (previous.sha256 if previous else ""):
        if previous is None:
            return "it is batch 1 and names a previous batch"
        return f"the previous batch it names is not the batch {previous.batch_no} that is here"
    return None


class Reception:
    """One batch in its site's turn, with what is left to do for whoever gave the turn.

    `staged`: the bytes of the batch on offer, on the disk and without a name yet. `named`: a folder
    to flush before the transaction is committed; `obsolete`: files to remove after it.
    """

    def __init__(self, home: Home, ledger: Ledger, staged: Path | None = None) -> None:
        self.home = home
        self.ledger = ledger
        self.staged = staged
        self.named: Path | None = None
        self.obsolete: list[Path] = []

    def judge(self, offer: Offer) -> Landed:
        header = offer.header
        self._settle_unrecorded(offer)
        around = self.ledger.receipts_around(header.site_id, header.generation, header.batch_no)
        known = around.get(header.batch_no) or self._archived_receipt(header, header.batch_no)
        if known is not None:
            return self._again(offer, known)
        current = self.ledger.current_generation(header.site_id)
        if fault := self._generation_fault(header, current):
            return self._conflict(offer, fault)
        previous = around.get(header.batch_no - 1)
        if previous is None and header.batch_no > 1:
            previous = self._archived_receipt(header, header.batch_no - 1)
        if header.batch_no > 1 and (previous is None or previous.is_held):
            return self._hold(offer)
        if fault := chain_fault(header, previous):
            return self._refuse(offer, fault)
        return self._accept(offer, current, around.get(header.batch_no + 1))

    def _accept(self, offer: Offer, current: str | None, follower: Receipt | None) -> Landed:
        header = offer.header
        if current != header.generation:
            if self.ledger.may_reinitialise(header.site_id):
                order_book.owe_initial_load(self.ledger, header.site_id)
            self.ledger.set_generation(header.site_id, header.generation)
        receipt = self._keep(offer, is_held=False)
        followers, fault = self._let_followers_go(receipt, follower)
        why = f"{_name(header)} is accepted"
        if followers:
            why += f", and so are {followers} that waited for it"
        return self._answer(offer, Verdict.ACCEPTED, f"{why}; {fault}" if fault else why)

    def _hold(self, offer: Offer) -> Landed:
        self._keep(offer, is_held=True)
        missing = missing_batches(self.ledger, offer.header)
        why = f"{_name(offer.header)} {waits_for(missing, offer.header.site_id)}"
        return self._answer(offer, Verdict.GAP, why, missing.numbers())

    def _again(self, offer: Offer, known: Receipt) -> Landed:
        header = offer.header
        if known.sha256 != offer.sha256:
            return self._conflict(offer, f"{_name(header)} is already here with other contents")
        if not self._archived(header).exists():
            self._place(offer)
        self._count_contact(offer)
        why = f"{_name(header)} is already here"
        if not known.is_held:
            return self._answer(offer, Verdict.DUPLICATE, why)
        missing = missing_batches(self.ledger, header)
        why += f" and {waits_for(missing, header.site_id)}"
        return self._answer(offer, Verdict.DUPLICATE, why, missing.numbers())

    def _conflict(self, offer: Offer, fault: str) -> Landed:
        why = f"{fault}; a cloned or restored site does this"
        header = offer.header
        self.ledger.add_alarm(
            Alarm(header.site_id, offer.sha256, header.batch_no, offer.received_at, why)
        )
        self._put_aside(offer, why)
        return self._answer(offer, Verdict.CONFLICT, why)

    def _refuse(self, offer: Offer, fault: str) -> Landed:
        why = f"{_name(offer.header)} does not follow: {fault}"
        self._put_aside(offer, why)
        return self._answer(offer, Verdict.REFUSED, why)

    def _answer(
        self, offer: Offer, verdict: Verdict, why: str, missing: tuple[int, ...] = ()
    ) -> Landed:
        header = offer.header
        return Landed(offer.file, verdict, why, header.site_id, header.batch_no, missing)

    def _generation_fault(self, header: BatchHeader, current: str | None) -> str | None:
        """Why this generation may not speak for the site; None when it may."""
        if current in (None, header.generation):
            return None
        if header.generation in self.ledger.generations(header.site_id):
            return f"{_name(header)} is of a generation that the site has left"
        if self.ledger.may_reinitialise(header.site_id):
            return None
        return (
            f"{_name(header)} is of a new generation, "
            "and the site is not marked for re-initialisation"
        )

    def _keep(self, offer: Offer, *, is_held: bool) -> Receipt:
        self._place(offer)
        failpoints.reach("landed")
        receipt = _receipt_for(offer, is_held=is_held)
        self.ledger.add_receipt(receipt)
        self._count_contact(offer)
        return receipt

    def _place(self, offer: Offer) -> None:
        path = self._landed(offer.header)
        if path.exists():
            return
        if self.staged is not None and self.staged.exists():
            os.replace(self.staged, path)
            self.named = path.parent
        else:
            write_atomically(path, lambda hidden: hidden.write_bytes(offer.content))

    def _count_contact(self, offer: Offer) -> None:
        """A file carried by hand tells of the site when it was written, not when it came."""
        at = offer.received_at
        if offer.via == "file":
            at = min(at, offer.header.created_at)
        self.ledger.record_contact(offer.header.site_id, at, offer.via)

    def _let_followers_go(
        self, receipt: Receipt, follower: Receipt | None
    ) -> tuple[int, str | None]:
        """How many held batches this one was the gap of, and why the next one was not."""
        count = 0
        while follower is not None and follower.is_held:
            if fault := chain_fault(follower, receipt):
                return count, self._throw_out(follower, fault)
            self.ledger.let_go(follower)
            receipt, count = follower, count + 1
            number = receipt.batch_no + 1
            follower = self.ledger.receipt(receipt.site_id, receipt.generation, number)
        return count, None

    def _throw_out(self, follower: Receipt, fault: str) -> str:
        """A held batch turned out not to follow: as if it had never been here."""
        why = f"{_name(follower)} does not follow: {fault}"
        path = self._landed(follower)
        self.ledger.remove_receipt(follower)
        if path.exists():
            quarantine.put(
                self.home, self.ledger, path.read_bytes(), follower.sha256, path.name,
                why=why, at=follower.received_at,
            )  # fmt: skip
            self.obsolete.append(path)
        return why

    def _put_aside(self, offer: Offer, why: str) -> None:
        quarantine.put(
            self.home, self.ledger, offer.content, offer.sha256, offer.file.name,
            why=why, at=offer.received_at, sender=offer.sender,
        )  # fmt: skip
        if offer.file.is_relative_to(self.home.landing):
            self.obsolete.append(offer.file)

    def _settle_unrecorded(self, offer: Offer) -> None:
        """Another file in this batch's place, left by a crash before its receipt, comes first."""
        path, header = self._landed(offer.header), offer.header
        if offer.file == path or not path.exists():
            return
        if self.ledger.receipt(header.site_id, header.generation, header.batch_no):
            return
        try:
            found = offer_found(path)
        except NotABatch:
            path.unlink()
            return
        if found.sha256 != offer.sha256:
            self.judge(found)
            if path in self.obsolete:
                self.obsolete.remove(path)
                path.unlink()

    def _archived_receipt(self, stream: BatchHeader, batch_no: int) -> Receipt | None:
        """A batch in the archive has a receipt even if the records were lost."""
        path = self.home.archive_file(stream.site_id, stream.generation, batch_no)
        return self._record_again(path) if path.exists() else None

    def _record_again(self, path: Path) -> Receipt:
        receipt = _receipt_for(offer_found(path), is_held=False)
        self.ledger.add_receipt(receipt)
        if receipt.generation not in self.ledger.generations(receipt.site_id):
            self.ledger.set_generation(receipt.site_id, receipt.generation)
        return receipt

    def _landed(self, batch: BatchHeader | Receipt) -> Path:
        return self.home.landing_file(batch.site_id, batch.generation, batch.batch_no)

    def _archived(self, batch: BatchHeader | Receipt) -> Path:
        return self.home.archive_file(batch.site_id, batch.generation, batch.batch_no)


def _receipt_for(offer: Offer, *, is_held: bool) -> Receipt:
    header = offer.header
    return Receipt(
        site_id=header.site_id,
        generation=header.generation,
        batch_no=header.batch_no,
        sha256=offer.sha256,
        first_seq=header.first_seq,
        last_seq=header.last_seq,
        rows=header.rows,
        previous=header.previous,
        created_at=header.created_at,
        received_at=offer.received_at,
        is_held=is_held,
    )


def _name(batch: BatchHeader | Receipt) -> str:
    return f"batch {batch.batch_no} of site {batch.site_id}"
