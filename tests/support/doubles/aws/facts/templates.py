"""The forms of ids and ARNs that several services share; `values.py` says what a template may use."""

IAM = "arn:{partition}:iam::{account}"
EC2 = "arn:{partition}:ec2:{region}:{account}"
NAMED = {"name": "{name_prefix}{stamp}"}  # create.Name: a name, or a prefix and 26 digits


def here(service: str, what: str) -> str:
    """Return the form of an ARN in the region."""
    return f"arn:{{partition}}:{service}:{{region}}:{{account}}:{what}"


def ec2(prefix: str, kind: str) -> dict[str, str]:
    """Return what every resource of EC2 has."""
    return {"id": f"{prefix}-{{hex}}", "arn": f"{EC2}:{kind}/{{id}}", "owner_id": "{account}"}
