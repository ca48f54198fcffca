"""Doubles of the Terraform providers, so that real Terraform can judge the module without a network.

They have the schema of the true providers, taken from the pinned CDKTF bindings (the one of the platform-orchestrator
is declared by hand), and plan and apply in memory.

A green run proves that Terraform core accepts the configuration: arguments, blocks and types are those of the true
schema; references, counts, conditions, functions and validations work; what is unknown at plan is allowed to be; a
second plan is empty; moves and destroys go as planned. It proves the values too that Terraform computes: names, tags,
ARNs, policy documents.

What the true provider and AWS do beyond the schema is in aws/facts/, as data with its sources: what forces replacement, what
counts as equal, defaults, validators, limits, what a deletion takes along. An account remembers what exists (aws/account.py).
That is knowledge, not proof: what no fact says isn't checked, whether a policy allows what is needed above all.
A plan against a real account remains the last word.
"""
