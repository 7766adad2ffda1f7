"""Figures, each beside what it is measured against: `make bench`."""
