"""Making many recordings in several processes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import TypeVar

from core.progress import CancelToken, Progress, ProgressFn

Task = TypeVar("Task")


def in_processes(
    work: Callable[[Task], None],
    tasks: Sequence[Task],
    *,
    jobs: int,
    progress: ProgressFn,
    cancel: CancelToken | None,
) -> None:
    """Do `work` on each task.

    Parameters
    ----------
    work : callable
        A module's own function; what it raises ends all.
    tasks : sequence
        In the order in which they are begun.
    jobs : int
        Processes, at least 1.
    progress : callable
    cancel : CancelToken or None

    Raises
    ------
    Cancelled
        If `cancel` asks for it; tasks under way are finished first.
    """
    with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
        running = [pool.submit(work, task) for task in tasks]
        try:
            for done, finished in enumerate(as_completed(running), 1):
                finished.result()
                progress(Progress("render", done / len(tasks), f"{done} of {len(tasks)}"))
                if cancel is not None:
                    cancel.raise_if_cancelled()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise
