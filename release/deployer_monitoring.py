"""API calls for enable_monitoring."""

from release import deployer_scopes as on
from release.deployer_rows import Row, Table

MONITORING: Table = {
    "aws_cloudwatch_dashboard": Row(
        "cloudwatch/dashboard.go",
        {
            on.DASHBOARDS: """
                resourceDashboardPut: cloudwatch:PutDashboard
                findDashboardByName: cloudwatch:GetDashboard
                resourceDashboardDelete: cloudwatch:DeleteDashboards
            """
        },
    ),
    "aws_cloudwatch_event_rule": Row(
        "events/rule.go",
        {
            on.RULES: """
                retryPutRule: events:PutRule
                findRuleByTwoPartKey: events:DescribeRule
                listTags in tags_gen.go: events:ListTagsForResource
                updateTags in tags_gen.go: events:TagResource events:UntagResource
                resourceRuleDelete: events:DeleteRule
            """
        },
    ),
    "aws_cloudwatch_event_target": Row(
        "events/target.go",
        {
            on.RULES: """
                resourceTargetCreate, Update: events:PutTargets
                findTargets: events:ListTargetsByRule
                resourceTargetDelete: events:RemoveTargets
            """
        },
    ),
    "aws_cloudwatch_log_group": Row(
        "logs/group.go",
        {
            on.EVENT_LOGS: """
                resourceGroupCreate: logs:CreateLogGroup logs:PutRetentionPolicy
                listTags in tags_gen.go: logs:ListTagsForResource
                resourceGroupUpdate: logs:AssociateKmsKey logs:DisassociateKmsKey
                updateTags in tags_gen.go: logs:TagResource logs:UntagResource
                resourceGroupDelete: logs:DeleteLogGroup
            """,
            on.ANY_LOGS: "findLogGroups: logs:DescribeLogGroups",
        },
    ),
    "aws_cloudwatch_log_resource_policy": Row(
        "logs/resource_policy.go",
        {
            on.LOG_POLICIES: """
                resourceResourcePolicyPut: logs:PutResourcePolicy
                findResourcePolicies: logs:DescribeResourcePolicies
                resourceResourcePolicyDelete: logs:DeleteResourcePolicy
            """
        },
    ),
    "aws_cloudwatch_metric_alarm": Row(
        "cloudwatch/metric_alarm.go",
        {
            on.ALARMS: """
                resourceMetricAlarmCreate, Update: cloudwatch:PutMetricAlarm
                listTags in tags_gen.go: cloudwatch:ListTagsForResource
                updateTags in tags_gen.go: cloudwatch:TagResource cloudwatch:UntagResource
                resourceMetricAlarmDelete: cloudwatch:DeleteAlarms
            """,
            on.ANY_ALARMS: "resourceMetricAlarmRead: cloudwatch:DescribeAlarms",
        },
    ),
    "aws_sns_topic": Row(
        "sns/topic.go",
        {
            on.TOPIC: """
                resourceTopicCreate: sns:CreateTopic
                findTopicAttributesByARN: sns:GetTopicAttributes
                listTags in tags_gen.go: sns:ListTagsForResource
                putTopicAttribute: sns:SetTopicAttributes
                updateTags in tags_gen.go: sns:TagResource sns:UntagResource
                resourceTopicDelete: sns:DeleteTopic
            """
        },
    ),
    "aws_sns_topic_policy": Row(
        "sns/topic_policy.go",
        {
            on.TOPIC: """
                resourceTopicPolicyRead: sns:GetTopicAttributes
                putTopicPolicy: sns:SetTopicAttributes
            """
        },
    ),
}
