"""`ontherecord` and `python -m ontherecord`: the commands of the kit."""

import signal

_STOPS = signal.getsignal(signal.SIGINT) is signal.default_int_handler
if _STOPS:
    # While the commands load, Ctrl+C ends them without a word: nothing has begun.
    signal.signal(signal.SIGINT, signal.SIG_DFL)

from ontherecord import cli  # noqa: E402


def main() -> None:
    """Runs the command that was typed."""
    if _STOPS:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    cli.main()


if __name__ == "__main__":
    main()
