"""AWS's global condition keys: lower-case name -> its type, and which have several values. Data.

Source: AWS IAM user guide, "AWS global condition context keys".
"""

STRING, BOOL, DATE, NUMERIC, ARN, ADDRESS = "String", "Bool", "Date", "Numeric", "ARN", "IPAddress"
_BY_TYPE = {
    STRING: (
        "aws:AssumedRoot aws:CalledVia aws:CalledViaFirst aws:CalledViaLast "
        "aws:Ec2InstanceSourceVpc aws:FederatedProvider aws:PrincipalAccount "
        "aws:PrincipalOrgID aws:PrincipalOrgPaths aws:PrincipalServiceName "
        "aws:PrincipalServiceNamesList aws:PrincipalType aws:Referer aws:RequestedRegion "
        "aws:ResourceAccount aws:ResourceOrgID aws:ResourceOrgPaths aws:SourceAccount "
        "aws:SourceIdentity aws:SourceOrgID aws:SourceOrgPaths aws:SourceOwner "
        "aws:SourceVpc aws:SourceVpce aws:SourceVpcArn aws:SignInSessionArn aws:TagKeys "
        "aws:UserAgent aws:VpceAccount aws:VpceOrgID aws:VpceOrgPaths aws:userid aws:username "
        "aws:CalledViaAWSMCP aws:ViaAWSMCPService aws:IsMcpServiceAction"
    ),
    BOOL: (
        "aws:MultiFactorAuthPresent aws:PrincipalIsAWSService aws:SecureTransport aws:ViaAWSService"
    ),
    DATE: "aws:CurrentTime aws:EpochTime aws:TokenIssueTime",
    NUMERIC: "aws:MultiFactorAuthAge",
    ARN: "aws:PrincipalArn aws:SourceArn",
    ADDRESS: "aws:Ec2InstanceSourcePrivateIPv4 aws:SourceIp aws:VpcSourceIp",
}
TYPES = {name.lower(): kind for kind, names in _BY_TYPE.items() for name in names.split()}
# aws:EpochTime is compared as a date or as a number.
ALSO_NUMERIC = ("aws:epochtime",)
MULTIVALUED = frozenset(
    (
        "aws:calledvia", "aws:principalorgpaths", "aws:principalservicenameslist",
        "aws:resourceorgpaths", "aws:sourceorgpaths", "aws:tagkeys", "aws:vpceorgpaths",
    )
)  # fmt: skip
TAG_FAMILIES = ("aws:principaltag/", "aws:requesttag/", "aws:resourcetag/")
# Keys that are safer together, as the guide says it of this one.
PAIRED = {"aws:vpcsourceip": ("aws:SourceVpc",)}
_REGIONS = """
af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3
ap-south-1 ap-south-2 ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4
ap-southeast-5 ap-southeast-6 ap-southeast-7 ca-central-1 ca-west-1 cn-north-1
cn-northwest-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2
eu-west-1 eu-west-2 eu-west-3 eusc-de-east-1 il-central-1 me-central-1
me-south-1 mx-central-1 sa-east-1 us-east-1 us-east-2 us-gov-east-1
us-gov-west-1 us-west-1 us-west-2
"""
REGIONS = frozenset(_REGIONS.split())
PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
