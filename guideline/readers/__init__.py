"""Readers: what was written becomes the document tree again."""
