"""AWS's services by the prefix of their actions, with the names that reports give them. Data.

Of the several hundred that AWS has, those that people meet first. Source: the service
authorization reference.
"""

from accounts import actions

NAMES = {
    "access-analyzer": "AWS IAM Access Analyzer",
    "account": "AWS Account Management",
    "acm": "AWS Certificate Manager",
    "apigateway": "Manage Amazon API Gateway",
    "appconfig": "AWS AppConfig",
    "application-autoscaling": "AWS Application Auto Scaling",
    "appsync": "AWS AppSync",
    "athena": "Amazon Athena",
    "autoscaling": "Amazon EC2 Auto Scaling",
    "backup": "AWS Backup",
    "batch": "AWS Batch",
    "bedrock": "Amazon Bedrock",
    "budgets": "AWS Budget Service",
    "cassandra": "Amazon Keyspaces (for Apache Cassandra)",
    "ce": "AWS Cost Explorer Service",
    "cloud9": "AWS Cloud9",
    "cloudformation": "AWS CloudFormation",
    "cloudfront": "Amazon CloudFront",
    "cloudshell": "AWS CloudShell",
    "cloudtrail": "AWS CloudTrail",
    "cloudwatch": "Amazon CloudWatch",
    "codeartifact": "AWS CodeArtifact",
    "codebuild": "AWS CodeBuild",
    "codecommit": "AWS CodeCommit",
    "codedeploy": "AWS CodeDeploy",
    "codepipeline": "AWS CodePipeline",
    "cognito-idp": "Amazon Cognito User Pools",
    "config": "AWS Config",
    "dynamodb": "Amazon DynamoDB",
    "ec2": "Amazon EC2",
    "ecr": "Amazon Elastic Container Registry",
    "ecs": "Amazon Elastic Container Service",
    "eks": "Amazon Elastic Kubernetes Service",
    "elasticache": "Amazon ElastiCache",
    "elasticbeanstalk": "AWS Elastic Beanstalk",
    "elasticfilesystem": "Amazon Elastic File System",
    "elasticloadbalancing": "AWS Elastic Load Balancing",
    "elasticmapreduce": "Amazon Elastic MapReduce",
    "es": "Amazon OpenSearch Service",
    "events": "Amazon EventBridge",
    "firehose": "Amazon Kinesis Firehose",
    "glacier": "Amazon S3 Glacier",
    "glue": "AWS Glue",
    "guardduty": "Amazon GuardDuty",
    "health": "AWS Health APIs and Notifications",
    "iam": "AWS Identity and Access Management",
    "inspector2": "Amazon Inspector2",
    "iot": "AWS IoT",
    "kinesis": "Amazon Kinesis Data Streams",
    "kms": "AWS Key Management Service",
    "lambda": "AWS Lambda",
    "lightsail": "Amazon Lightsail",
    "logs": "Amazon CloudWatch Logs",
    "macie2": "Amazon Macie",
    "organizations": "AWS Organizations",
    "rds": "Amazon RDS",
    "redshift": "Amazon Redshift",
    "resource-groups": "AWS Resource Groups",
    "route53": "Amazon Route 53",
    "route53domains": "Amazon Route 53 Domains",
    "s3": "Amazon S3",
    "s3-object-lambda": "Amazon S3 Object Lambda",
    "sagemaker": "Amazon SageMaker",
    "secretsmanager": "AWS Secrets Manager",
    "securityhub": "AWS Security Hub",
    "servicecatalog": "AWS Service Catalog",
    "servicequotas": "AWS Service Quotas",
    "ses": "Amazon SES",
    "shield": "AWS Shield",
    "sns": "Amazon SNS",
    "sqs": "Amazon SQS",
    "ssm": "AWS Systems Manager",
    "sso": "AWS IAM Identity Center",
    "states": "AWS Step Functions",
    "storagegateway": "AWS Storage Gateway",
    "sts": "AWS Security Token Service",
    "support": "AWS Support",
    "tag": "Amazon Resource Group Tagging API",
    "trustedadvisor": "AWS Trusted Advisor",
    "waf": "AWS WAF",
    "wafv2": "AWS WAF V2",
    "workspaces": "Amazon WorkSpaces",
    "xray": "AWS X-Ray",
}

# What signatures and events call a service, where that is not the prefix of its actions.
SIGNED_AS = {"tag": "tagging"}
PREFIXES = {name: prefix for prefix, name in SIGNED_AS.items()} | {"iam-toolbox": "iam"}


def signing_name(service: str) -> str:
    """What signatures and events call a service.

    >>> signing_name("tag"), signing_name("iam")
    ('tagging', 'iam')
    """
    return SIGNED_AS.get(service, service)


def prefix_of(name: str) -> str:
    """The prefix of the actions of a service that signatures and events call so.

    >>> prefix_of("tagging"), prefix_of("iam")
    ('tag', 'iam')
    """
    return PREFIXES.get(name, name)


def actions_of(service: str) -> list[actions.Action]:
    """The actions of a service that are performed here, by name."""
    return [action for action in actions.ALL if action.service == service]
