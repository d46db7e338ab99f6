"""The words of Hotline as frozen dataclasses: values only, no behaviour but their own invariants.

Every instant is a timezone-aware `datetime` in UTC. Every text from outside is plain text: no markup, no control
characters. Offsets count Python characters (code points) of the text they point into.
"""
