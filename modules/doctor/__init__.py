"""`ecs-runner doctor`: checks whether a runner works, with read-only calls to AWS APIs.

It needs the extra `doctor` (boto3, click, rich), but neither CDKTF nor Node.
"""
