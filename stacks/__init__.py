"""The stacks: declared variables -> constructs -> declared outputs; one for each group, and one for all groups."""
