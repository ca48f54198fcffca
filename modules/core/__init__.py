"""The machinery: expressions, rules, declarations, resources, policies, names, and the AWS context."""
