"""Starts the program: the version at once, everything else through the command line."""

from __future__ import annotations

import gc
import os
import sys

from guideline import __version__


def main() -> None:
    """The `guideline` command."""
    if sys.argv[1:] == ["--version"]:
        # Asked for by scripts and editors again and again; importing click would take longer.
        sys.stdout.write(f"guideline {__version__}\n")
        return
    # Plugins of whatever else is installed must not change what is validated.
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"
    # The process ends soon and makes no garbage worth collecting; this saves about a twelfth.
    gc.disable()
    from guideline.cli import main as run

    run()


if __name__ == "__main__":
    main()
