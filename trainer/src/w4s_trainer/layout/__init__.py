"""How the rows of a step are laid out as token sequences: padded, packed, or as a prefix tree."""
