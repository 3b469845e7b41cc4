"""Layers: what an organization changes in the library below it, carried from version to version."""
