"""How a failure is told: the step that failed, why, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rapport.settings import SettingsError


class StepError(RuntimeError):
    """A step failed; the cause is chained.

    Parameters
    ----------
    step : str
        Name of the step, as a person would type it.
    cause : BaseException
        Its attribute ``next_step``, if it has one, says what to do.
    """

    def __init__(self, step: str, cause: BaseException):
        super().__init__(str(cause) or type(cause).__name__)
        self.step = step
        self.cause = cause
        self.next_step = getattr(cause, "next_step", "") or "Run `rapport doctor`, then the same command again."

    @property
    def is_expected(self) -> bool:
        """Whether the cause is an error of ours, foreseen and told in words, so that nobody needs a traceback."""
        return type(self.cause).__module__.startswith("rapport.")


class FinalStepError(StepError):
    """It fails again until a person changes something, so that nobody should just try again."""


class LaterStepError(StepError):
    """It has to be tried again, but not soon: a server asked for a long pause."""


_KINDS = {"soon": StepError, "later": LaterStepError, "never": FinalStepError}


@contextmanager
def step(name: str) -> Iterator[None]:
    """Give whatever goes wrong inside the name of the step; wrong settings stay what they are.

    The attribute ``retry`` of an error, if it has one, says whether to try again: soon, later or never.
    """
    try:
        yield
    except (SettingsError, StepError):
        raise
    except Exception as error:
        raise _KINDS[getattr(error, "retry", "soon")](name, error) from error
