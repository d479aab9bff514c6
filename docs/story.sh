#!/usr/bin/env bash
# AWS's self-manage policy lived from a terminal. Needs the aws command, an access key of an administrator in
# ADMIN_KEY and ADMIN_SECRET (from the page), and a phone, or PHONE: a command that turns the file
# with the seed and a step (0 now, -1 before) into six digits.
# alice is as the demo has her; reset_user and the version of 2019-01-31 bring her back to that.
set -euo pipefail
: "${ADMIN_KEY:?}" "${ADMIN_SECRET:?}" "${PHONE:?}"
unset AWS_SESSION_TOKEN AWS_PROFILE
export AWS_ENDPOINT_URL="${AWS_ENDPOINT_URL:-http://127.0.0.1:8000}" AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1

aws configure set aws_access_key_id "$ADMIN_KEY"
aws configure set aws_secret_access_key "$ADMIN_SECRET"
read -r key secret < <(aws iam create-access-key --user-name alice \
  --query 'AccessKey.[AccessKeyId,SecretAccessKey]' --output text)

aws configure set aws_access_key_id "$key" # alice: AWS's self-manage policy (MFA required)
aws configure set aws_secret_access_key "$secret"
aws sts get-caller-identity
aws iam list-access-keys && exit 1 # AccessDenied ... with an explicit deny

aws iam create-virtual-mfa-device --virtual-mfa-device-name alice \
  --bootstrap-method Base32StringSeed --outfile alice.seed # or QRCodePNG: a picture to scan
account=$(aws sts get-caller-identity --query Account --output text)
device="arn:aws:iam::$account:mfa/alice"
aws iam enable-mfa-device --user-name alice --serial-number "$device" \
  --authentication-code1 "$($PHONE alice.seed -1)" --authentication-code2 "$($PHONE alice.seed 0)"

read -r key secret token < <(aws sts get-session-token --serial-number "$device" \
  --token-code "$($PHONE alice.seed 0)" --output text \
  --query 'Credentials.[AccessKeyId,SecretAccessKey,SessionToken]')
export AWS_ACCESS_KEY_ID=$key AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$token

aws iam list-access-keys # the rows
aws iam create-service-specific-credential --user-name alice \
  --service-name codecommit.amazonaws.com --query 'ServiceSpecificCredential.ServiceUserName'
aws iam deactivate-mfa-device --user-name alice --serial-number "$device"
aws iam delete-virtual-mfa-device --serial-number "$device"
aws iam list-mfa-devices --query 'length(MFADevices)'
