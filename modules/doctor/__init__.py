"""`ecs-runner doctor`: checks over AWS's APIs whether a runner works, and changes nothing.

Needs the extra `doctor` (boto3, click, rich), and neither CDKTF nor Node.
"""
