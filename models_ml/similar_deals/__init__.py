"""Similar won deals: an additive distance between deals whose weights are learned from what won deals took.

``features`` turns what was known of a deal into encodings, ``model`` learns how much each of them matters and finds the
nearest won deals, ``explain`` says why in words, ``evaluate`` measures it on deals it has not seen, ``artifact`` writes
it down. Nothing here reads or writes files.
"""
