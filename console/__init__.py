"""The console: pages, API and commands over `accounts` and `credentials`."""

__version__ = "1.0.0"
