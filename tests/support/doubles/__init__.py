"""Doubles of the Terraform providers, so that real Terraform can judge the module without a network.

They have the schema of the true providers, taken from the pinned CDKTF bindings (the one of the platform-orchestrator
is declared by hand), and plan and apply in memory.

A green run proves that Terraform core accepts the configuration: arguments, blocks and types are those of the true
schema; references, counts, conditions, functions and validations work; what is unknown at plan is allowed to be; a
second plan is empty; moves and destroys go as planned. It proves the values too that Terraform computes: names, tags,
ARNs, policy documents.

It proves nothing about AWS. The doubles know no value rules, defaults and conflicts of the true providers, of what
forces replacement only a table of ours (aws/rules.py), and nothing of the API: whether a name is free, a policy is
allowed what it needs, a resource can be made. A plan against a real account remains the last word.
"""
