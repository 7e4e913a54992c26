"""On the Record: read business news, tag sources and claims, check and chart the figures."""

__version__ = "0.1.0"
