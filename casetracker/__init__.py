"""Casetracker: one file per prisoner, and the right person reminded when it goes silent."""
