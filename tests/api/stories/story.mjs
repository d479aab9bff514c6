// The JavaScript SDK, unchanged: who calls, a refusal, a key made and deleted.
import { CreateAccessKeyCommand, DeleteAccessKeyCommand, GetUserCommand, IAMClient, ListAccessKeysCommand } from "@aws-sdk/client-iam";
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from "@aws-sdk/client-sts";

const settings = { endpoint: process.env.AWS_ENDPOINT_URL, region: "us-east-1", maxAttempts: 1 };
const iam = new IAMClient(settings);
const sts = new STSClient(settings);

const identity = await sts.send(new GetCallerIdentityCommand({}));
const made = await iam.send(new CreateAccessKeyCommand({ UserName: "bob" }));
const rows = await iam.send(new ListAccessKeysCommand({ UserName: "bob" }));
await iam.send(new DeleteAccessKeyCommand({ UserName: "bob", AccessKeyId: made.AccessKey.AccessKeyId }));
const refused = await iam.send(new GetUserCommand({ UserName: "nobody" })).catch((error) => error);
const session = await sts.send(new GetSessionTokenCommand({ DurationSeconds: 900 }));
const bare = new IAMClient({ ...settings, credentials: {
  accessKeyId: session.Credentials.AccessKeyId,
  secretAccessKey: session.Credentials.SecretAccessKey,
  sessionToken: session.Credentials.SessionToken,
} });
const invalid = await bare.send(new GetUserCommand({})).catch((error) => error);

console.log(JSON.stringify({
  arn: identity.Arn,
  secret: made.AccessKey.SecretAccessKey.length,
  created: made.AccessKey.CreateDate instanceof Date,
  rows: rows.AccessKeyMetadata.length,
  refused: [refused.name, refused.message, refused.$metadata.httpStatusCode],
  invalid: invalid.name,
}));
