"""granian with the application loaded before its workers are forked, so that they share it.

`python -m console.preloaded console.wsgi:application ...`: granian's own command line follows.
"""

from granian.cli import entrypoint

import console.wsgi  # noqa: F401  (what is loaded here is loaded once)

if __name__ == "__main__":
    entrypoint()
