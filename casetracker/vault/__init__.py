"""Sealing and opening of fields. Nothing outside this floor sees a key."""
