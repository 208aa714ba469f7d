"""Making many recordings in several processes."""

from __future__ import annotations

import faulthandler
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import TypeVar

from core.errors import SurroundingsError
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
    SurroundingsError
        If a process is ended from outside or dies of a fault in a library.
    """
    spawn = get_context("spawn")
    with ProcessPoolExecutor(jobs, spawn, initializer=_tell_of_faults) as pool:
        running = [pool.submit(work, task) for task in tasks]
        try:
            for done, finished in enumerate(as_completed(running), 1):
                finished.result()
                progress(Progress("render", done / len(tasks), f"{done} of {len(tasks)}"))
                if cancel is not None:
                    cancel.raise_if_cancelled()
        except BrokenProcessPool as error:
            raise SurroundingsError(
                "A process that rendered was ended from outside, or could not go on; most often "
                "memory was short. Start the same command again, with fewer processes: what is "
                "finished is kept."
            ) from error
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _tell_of_faults() -> None:
    """Let a process that dies of a fault in native code say where."""
    if sys.stderr is not None:  # a program without a console has none
        faulthandler.enable()
