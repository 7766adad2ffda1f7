"""Reads that join tables or depend on who looks."""
