"""The wiring: declared variables -> constructs -> declared outputs, one stack for each group and one for them all."""
