"""Usage guidelines for generative AI, put together from a library of clauses and a profile."""

__version__ = "0.1.0"
