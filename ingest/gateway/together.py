"""Questions that arrive together are answered together, by one call in a thread.

None waits for others to come: what has arrived while one call ran makes up the next.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from fastapi.concurrency import run_in_threadpool

MOST_AT_ONCE = 32

Question = TypeVar("Question")
Answer = TypeVar("Answer")


class Together(Generic[Question, Answer]):
    """`answer_all` gives each question its answer; an exception in its place is raised there."""

    def __init__(
        self, answer_all: Callable[[Sequence[Question]], Sequence[Answer | Exception]]
    ) -> None:
        self._answer_all = answer_all
        self._waiting: deque[tuple[Question, asyncio.Future[Answer]]] = deque()
        self._is_answering = False

    async def ask(self, question: Question) -> Answer:
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, future))
        if not self._is_answering:
            self._is_answering = True
            self._task = asyncio.create_task(self._answer_waiting())
        return await future

    async def _answer_waiting(self) -> None:
        try:
            while self._waiting:
                count = min(len(self._waiting), MOST_AT_ONCE)
                await self._answer([self._waiting.popleft() for _ in range(count)])
        finally:
            self._is_answering = False

    async def _answer(self, asked: list[tuple[Question, "asyncio.Future[Answer]"]]) -> None:
        try:
            answers = await run_in_threadpool(self._answer_all, [question for question, _ in asked])
        except Exception as error:
            answers = [error] * len(asked)
        for (_, future), answer in zip(asked, answers, strict=True):
            if future.done():  # nobody waits any more
                continue
            if isinstance(answer, Exception):
                future.set_exception(answer)
            else:
                future.set_result(answer)
