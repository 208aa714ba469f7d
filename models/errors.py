"""The base of every error that Facies raises on purpose, and the errors of bundles."""

from __future__ import annotations


class FaciesError(Exception):
    """An error with a sentence that the user can act on.

    Parameters
    ----------
    message : str
        What happened, what it means and what to do now, in plain words. Never a traceback,
        never a bare exception text.

    Attributes
    ----------
    exit_code : int
        What the command line returns for it (see the table in README.md): 2 wrong usage,
        3 this recording cannot be used, 4 a fault of ours, 5 the surroundings failed.
    """

    exit_code = 4

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class BundleError(FaciesError):
    """A model bundle is damaged, tampered with or made for another version of Facies."""

    exit_code = 5


class NoSuchModelError(FaciesError):
    """The user named a model that is not installed."""

    exit_code = 2
